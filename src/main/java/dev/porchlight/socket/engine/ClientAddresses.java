package dev.porchlight.socket.engine;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Says whose address a request comes from, which behind a proxy is not the peer's. */
@FunctionalInterface
public interface ClientAddresses {

    /** @param peer who is connected to us */
    InetAddress resolve(InetAddress peer, HttpHeaders headers);

    /**
     * What the TCP connections of a peer are counted as, together with others of which the same is said.
     *
     * @return {@code null} if it may have any number, such as a proxy, which speaks for many
     */
    default @Nullable Object group(InetAddress peer) {
        return peer;
    }

    /** As above, for the sessions of a client. */
    default @Nullable Object group(InetAddress client, HttpHeaders headers) {
        return client;
    }
}
