package dev.porchlight.socket.engine.config;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Resolves client addresses behind proxies, and decides which clients share a connection limit. */
@FunctionalInterface
public interface ClientAddresses {

    /**
     * The address of the client that sent a request.
     *
     * @param peer the other end of the TCP connection, which may be a proxy
     */
    InetAddress resolve(InetAddress peer, HttpHeaders headers);

    /**
     * The key under which the TCP connections of a peer are counted; peers with equal keys share one limit.
     *
     * @return {@code null} for no limit, such as for a proxy, which connects for many clients
     */
    default @Nullable LimitKey connectionLimitKey(InetAddress peer) {
        return LimitKey.of(peer);
    }

    /** As above, for the sessions of a client. */
    default @Nullable LimitKey sessionLimitKey(InetAddress client, HttpHeaders headers) {
        return LimitKey.of(client);
    }
}
