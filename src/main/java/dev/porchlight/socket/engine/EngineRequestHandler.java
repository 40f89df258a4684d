package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.HandshakeData;
import com.corundumstudio.socketio.Transport;
import dev.porchlight.socket.engine.config.ClientAddresses;
import dev.porchlight.socket.engine.http.EngineRequest;
import dev.porchlight.socket.engine.http.HttpExchange;
import dev.porchlight.socket.engine.http.HttpRejection;
import dev.porchlight.socket.engine.http.RequestParser;
import dev.porchlight.socket.engine.http.RequestRejectedException;
import dev.porchlight.socket.engine.polling.PollingRequests;
import dev.porchlight.socket.engine.polling.PollingTransport;
import dev.porchlight.socket.engine.session.Session;
import dev.porchlight.socket.engine.session.SessionRegistry;
import dev.porchlight.socket.engine.websocket.UpgradeProbeHandler;
import dev.porchlight.socket.engine.websocket.UpgradeRules;
import dev.porchlight.socket.engine.websocket.WebSocketHandshake;
import dev.porchlight.socket.engine.websocket.WebSocketOpenHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.UUID;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** Serves the one HTTP request of a connection: rejects it, or routes it to polling or to a WebSocket. */
@RequiredArgsConstructor
final class EngineRequestHandler extends ChannelInboundHandlerAdapter {

    /** The headers that identify where a client connects from. Others would take memory as long as the session lives. */
    private static final List<CharSequence> KEPT_HEADERS =
            List.of(HttpHeaderNames.ORIGIN, HttpHeaderNames.HOST, "X-Forwarded-For", "Forwarded");

    private final SessionRegistry sessions;
    private final PollingRequests pollingRequests;
    private final ClientAddresses addresses;
    private boolean served;
    private @Nullable PollingTransport polling;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (served) {
                // Each response closes the connection, so this request was pipelined, which clients do not do.
                ctx.close();
                return;
            }
            served = true;
            serve(ctx, (FullHttpRequest) message);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (polling != null) {
            polling.connectionClosed(ctx.channel());
        }
        ctx.fireChannelInactive();
    }

    private void serve(ChannelHandlerContext ctx, FullHttpRequest request) {
        HttpExchange exchange = HttpExchange.of(ctx.channel(), request, sessions.metrics());
        try {
            RequestParser.checkRoute(request);
            if (request.method().equals(HttpMethod.OPTIONS)) {
                exchange.respondToPreflight(request.headers().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS));
                return;
            }
            EngineRequest engineRequest = RequestParser.parse(request);
            if (engineRequest.transport() == Transport.WEBSOCKET) {
                HandshakeData handshake = handshake(ctx.channel(), request, engineRequest);
                ChannelHandler handler = webSocketHandler(engineRequest, handshake);
                WebSocketHandshake.accept(ctx, request, sessions.settings().maxMessageBytes(), handler);
            } else {
                servePolling(exchange, request, engineRequest);
            }
        } catch (RequestRejectedException e) {
            exchange.reject(e.rejection());
        }
    }

    private void servePolling(HttpExchange exchange, FullHttpRequest request, EngineRequest engineRequest)
            throws RequestRejectedException {
        UUID sessionId = engineRequest.sessionId();
        if (sessionId == null) {
            HandshakeData handshake = handshake(exchange.channel(), request, engineRequest);
            polling = pollingRequests.open(exchange, handshake, admit(handshake));
        } else if (engineRequest.isPost()) {
            Session session = findPolling(sessionId, engineRequest).session();
            pollingRequests.post(exchange, session, request.content());
        } else {
            polling = findPolling(sessionId, engineRequest);
            polling.poll(exchange);
        }
    }

    private ChannelHandler webSocketHandler(EngineRequest request, HandshakeData handshake)
            throws RequestRejectedException {
        UUID sessionId = request.sessionId();
        if (sessionId == null) {
            return new WebSocketOpenHandler(sessions, handshake, admit(handshake));
        }
        PollingTransport transport = findPolling(sessionId, request);
        UpgradeRules.check(transport.session().getHandshakeData(), handshake);
        if (!transport.session().startUpgrade()) {
            throw new RequestRejectedException(HttpRejection.BAD_REQUEST);
        }
        return new UpgradeProbeHandler(transport, sessions);
    }

    /** @return the key that the session is counted as until it is removed */
    private @Nullable Object admit(HandshakeData handshake) throws RequestRejectedException {
        if (sessions.rejectingNew()) {
            throw new RequestRejectedException(HttpRejection.RESTARTING);
        }
        Object limitKey = addresses.sessionLimitKey(handshake.getAddress().getAddress(), handshake.getHttpHeaders());
        if (!sessions.counter().tryAcquire(limitKey)) {
            boolean isFull = sessions.counter().isFull();
            throw new RequestRejectedException(isFull ? HttpRejection.FULL : HttpRejection.TOO_MANY_CONNECTIONS);
        }
        return limitKey;
    }

    private PollingTransport findPolling(UUID sessionId, EngineRequest request) throws RequestRejectedException {
        Session session = sessions.find(sessionId);
        if (session == null) {
            throw new RequestRejectedException(HttpRejection.UNKNOWN_SESSION);
        }
        if (session.getEngineIOVersion() == request.version()
                && session.transport() instanceof PollingTransport transport) {
            return transport;
        }
        throw new RequestRejectedException(HttpRejection.BAD_REQUEST);
    }

    /** What listeners get of the request. */
    private HandshakeData handshake(Channel channel, FullHttpRequest request, EngineRequest engineRequest)
            throws RequestRejectedException {
        if (!(channel.remoteAddress() instanceof InetSocketAddress peer)) {
            // Already disconnected: the address is gone, and listeners rely on one.
            throw new RequestRejectedException(HttpRejection.BAD_REQUEST);
        }
        HttpHeaders headers = new DefaultHttpHeaders();
        KEPT_HEADERS.forEach(name -> headers.add(name, request.headers().getAll(name)));
        return new HandshakeData(
                headers,
                engineRequest.parameters(),
                new InetSocketAddress(addresses.resolve(peer.getAddress(), headers), peer.getPort()),
                (InetSocketAddress) channel.localAddress(),
                request.uri(),
                headers.contains(HttpHeaderNames.ORIGIN));
    }
}
