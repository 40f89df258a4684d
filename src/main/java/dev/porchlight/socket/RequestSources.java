package dev.porchlight.socket;

import com.corundumstudio.socketio.HandshakeData;
import com.corundumstudio.socketio.SocketIOClient;
import dev.porchlight.limit.RequestLimits;
import dev.porchlight.network.AddressBlock;
import dev.porchlight.network.RequestSource;
import dev.porchlight.network.TrustedProxies;
import dev.porchlight.socket.engine.config.ClientAddresses;
import dev.porchlight.socket.engine.config.LimitKey;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where connections come from, and which of them share a connection limit. */
@Component
@RequiredArgsConstructor
final class RequestSources implements ClientAddresses {

    private final TrustedProxies proxies;
    private final RequestLimits limits;

    /** The source of all requests of a connection: that of its handshake. */
    static RequestSource of(SocketIOClient client) {
        HandshakeData handshake = client.getHandshakeData();
        return source(handshake.getAddress().getAddress(), handshake.getHttpHeaders());
    }

    @Override
    public InetAddress resolve(InetAddress peer, HttpHeaders headers) {
        return proxies.clientOf(peer, headers.getAll(TrustedProxies.HEADER));
    }

    @Override
    public @Nullable LimitKey connectionLimitKey(InetAddress peer) {
        return proxies.isTrusted(peer) || !limits.isLimited(peer) ? null : key(AddressBlock.of(peer));
    }

    @Override
    public @Nullable LimitKey sessionLimitKey(InetAddress client, HttpHeaders headers) {
        return limits.isLimited(source(client, headers)) ? key(AddressBlock.of(client)) : null;
    }

    /** Those who share one client's turn, whether limits hold for them or not. */
    static LimitKey keyOf(RequestSource source) {
        return key(AddressBlock.of(source.address()));
    }

    private static LimitKey key(AddressBlock block) {
        AddressBlock wider = block.wider();
        return new LimitKey(block, block.clients(), wider == null ? null : key(wider));
    }

    private static RequestSource source(InetAddress client, HttpHeaders headers) {
        return new RequestSource(
                client,
                TrustedProxies.isForwarded(headers::contains),
                headers.get(HttpHeaderNames.ORIGIN),
                headers.get(HttpHeaderNames.HOST));
    }
}
