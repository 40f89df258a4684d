package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.HandshakeData;
import dev.porchlight.socket.engine.config.ClientAddresses;
import dev.porchlight.socket.engine.config.LimitKey;
import dev.porchlight.socket.engine.http.EngineRequest;
import dev.porchlight.socket.engine.http.HttpRejection;
import dev.porchlight.socket.engine.http.RequestRejectedException;
import dev.porchlight.socket.engine.session.SessionRegistry;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** Tells which client a request is from, and admits new sessions within the limits. */
@RequiredArgsConstructor
final class SessionAdmission {

    /** The headers that identify where a client connects from. Others would take memory as long as the session lives. */
    private static final List<CharSequence> KEPT_HEADERS =
            List.of(HttpHeaderNames.ORIGIN, HttpHeaderNames.HOST, "X-Forwarded-For", "Forwarded");

    /** They are in memory as long as the session lives; the cookies beside them may be longer. */
    private static final int MAX_KEPT_LENGTH = 8192;

    private final SessionRegistry sessions;
    private final ClientAddresses addresses;

    /** What listeners get of the request. */
    HandshakeData handshake(Channel channel, HttpRequest request, EngineRequest engineRequest)
            throws RequestRejectedException {
        if (!(channel.remoteAddress() instanceof InetSocketAddress peer)) {
            // Already disconnected: the address is gone, and listeners rely on one.
            throw new RequestRejectedException(HttpRejection.BAD_REQUEST);
        }
        HttpHeaders headers = new DefaultHttpHeaders();
        KEPT_HEADERS.forEach(name -> headers.add(name, request.headers().getAll(name)));
        if (headers.entries().stream()
                        .mapToInt(header -> header.getValue().length())
                        .sum()
                > MAX_KEPT_LENGTH) {
            throw new RequestRejectedException(HttpRejection.HEADERS_TOO_LARGE);
        }
        return new HandshakeData(
                headers,
                engineRequest.parameters(),
                new InetSocketAddress(addresses.resolve(peer.getAddress(), headers), peer.getPort()),
                (InetSocketAddress) channel.localAddress(),
                request.uri(),
                headers.contains(HttpHeaderNames.ORIGIN));
    }

    /** @return the key that the session is counted as until it is removed */
    @Nullable
    LimitKey admit(HandshakeData handshake) throws RequestRejectedException {
        if (sessions.rejectingNew()) {
            throw new RequestRejectedException(HttpRejection.RESTARTING);
        }
        LimitKey limitKey = addresses.sessionLimitKey(handshake.getAddress().getAddress(), handshake.getHttpHeaders());
        if (!sessions.counter().tryAcquire(limitKey)) {
            boolean isFull = sessions.counter().isFull();
            throw new RequestRejectedException(isFull ? HttpRejection.FULL : HttpRejection.TOO_MANY_CONNECTIONS);
        }
        return limitKey;
    }

    /**
     * What the bytes of a client behind a proxy count as, which the head of its request tells.
     *
     * @return {@code null} for a client without a proxy, whose address counts from the start
     */
    @Nullable
    LimitKey clientBehindProxy(Channel channel, HttpRequest head) {
        if (channel.remoteAddress() instanceof InetSocketAddress peer
                && addresses.connectionLimitKey(peer.getAddress()) == null) {
            InetAddress client = addresses.resolve(peer.getAddress(), head.headers());
            LimitKey key = addresses.sessionLimitKey(client, head.headers());
            return key == null ? LimitKey.of(client) : key;
        }
        return null;
    }
}
