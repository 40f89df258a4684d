package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.HandshakeData;
import com.corundumstudio.socketio.Transport;
import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.config.LimitKey;
import dev.porchlight.socket.engine.http.EngineRequest;
import dev.porchlight.socket.engine.http.HttpExchange;
import dev.porchlight.socket.engine.http.HttpRejection;
import dev.porchlight.socket.engine.http.RequestBody;
import dev.porchlight.socket.engine.http.RequestDeadlineHandler;
import dev.porchlight.socket.engine.http.RequestParser;
import dev.porchlight.socket.engine.http.RequestRejectedException;
import dev.porchlight.socket.engine.inbound.InboundBytes;
import dev.porchlight.socket.engine.polling.PollingRequests;
import dev.porchlight.socket.engine.polling.PollingTransport;
import dev.porchlight.socket.engine.session.Session;
import dev.porchlight.socket.engine.session.SessionRegistry;
import dev.porchlight.socket.engine.websocket.UpgradeProbeHandler;
import dev.porchlight.socket.engine.websocket.UpgradeRules;
import dev.porchlight.socket.engine.websocket.WebSocketHandshake;
import dev.porchlight.socket.engine.websocket.WebSocketOpenHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.UUID;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Serves the HTTP requests of a connection, one after the other: rejects one, which ends the connection, or routes it to polling
 * or to a WebSocket. It is judged on its head, and a body is kept only for a living polling session.
 */
@RequiredArgsConstructor
final class EngineRequestHandler extends ChannelInboundHandlerAdapter {

    private final SessionRegistry sessions;
    private final PollingRequests pollingRequests;
    private final SessionAdmission admission;
    private final InboundBytes inbound;
    private final RequestDeadlineHandler deadline;
    /** {@code null} between two requests. */
    private @Nullable HttpExchange exchange;

    private boolean received;
    private boolean responded;
    private @Nullable Post post;
    private @Nullable PollingTransport polling;

    /** A POST whose body is arriving. */
    private record Post(PollingTransport transport, UUID sessionId, EngineRequest request, RequestBody body) {}

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpRequest head) {
                if (!(head.decoderResult().cause() instanceof PrematureChannelClosureException)) {
                    begin(ctx, head);
                }
            } else if (message instanceof HttpContent part && exchange != null) {
                if (post != null) {
                    receive(exchange, post, part);
                }
                if (part instanceof LastHttpContent) {
                    received = true;
                    deadline.requestReceived();
                    endIfDone();
                }
            } else if (message instanceof ByteBuf) {
                closeForSendingAhead(ctx);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest head) {
        deadline.headReceived();
        if (exchange != null) {
            ctx.close();
            return;
        }
        exchange = HttpExchange.of(ctx.channel(), head, sessions.metrics(), this::responded);
        serve(ctx, exchange, head);
    }

    private void responded() {
        responded = true;
        endIfDone();
    }

    /** A request without a body may be answered before its end is decoded. */
    private void endIfDone() {
        if (received && responded) {
            exchange = null;
            received = false;
            responded = false;
            inbound.moveToPeer();
            deadline.responded();
        }
    }

    /** A request that came together with the one before it (pipelining): clients do not do that. */
    private void closeForSendingAhead(ChannelHandlerContext ctx) {
        if (exchange == null) {
            ctx.close();
        } else {
            exchange.closeAfterResponse();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        dropPost();
        if (polling != null) {
            polling.connectionClosed(ctx.channel());
        }
        ctx.fireChannelInactive();
    }

    private void serve(ChannelHandlerContext ctx, HttpExchange exchange, HttpRequest head) {
        try {
            RequestParser.checkRoute(head);
            if (head.method().equals(HttpMethod.OPTIONS)) {
                exchange.respondToPreflight(head.headers().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS));
                return;
            }
            EngineRequest request = RequestParser.parse(head);
            if (request.transport() == Transport.WEBSOCKET) {
                ChannelHandler handler = webSocketHandler(request, admission.handshake(ctx.channel(), head, request));
                countAsClient(ctx.channel(), head);
                ctx.pipeline().remove(deadline);
                WebSocketHandshake.upgrade(ctx, head, sessions.settings(), inbound, handler);
            } else {
                servePolling(exchange, head, request);
            }
        } catch (RequestRejectedException e) {
            exchange.reject(e.rejection());
        }
    }

    private void servePolling(HttpExchange exchange, HttpRequest head, EngineRequest request)
            throws RequestRejectedException {
        UUID sessionId = request.sessionId();
        if (sessionId == null) {
            HandshakeData handshake = admission.handshake(exchange.channel(), head, request);
            polling = pollingRequests.open(exchange, handshake, admission.admit(handshake), request.requestId());
        } else if (request.isPost()) {
            PollingTransport transport = findPolling(sessionId, request);
            checkUnserved(transport, transport.hasPosted(request.requestId()));
            RequestBody body = startPost(exchange, head, transport, request.requestId());
            post = new Post(transport, sessionId, request, body);
        } else {
            PollingTransport transport = findPolling(sessionId, request);
            checkUnserved(transport, transport.hasAnswered(request.requestId()));
            polling = transport;
            transport.poll(exchange, request.requestId());
        }
    }

    /**
     * Browsers and proxies send a request again, a POST as well, if a connection that served others before breaks without a
     * response. Its events must not be received twice, and the packets of a lost response cannot be sent again: the
     * session ends as with any lost connection.
     */
    private static void checkUnserved(PollingTransport transport, boolean served) throws RequestRejectedException {
        if (served) {
            transport.session().connectionClosed(transport, CloseReason.CONNECTION_LOST);
            throw new RequestRejectedException(HttpRejection.UNKNOWN_SESSION);
        }
    }

    private RequestBody startPost(
            HttpExchange exchange, HttpRequest head, PollingTransport transport, @Nullable String requestId)
            throws RequestRejectedException {
        int maxBytes = sessions.settings().maxBatchBytes();
        RequestParser.checkLength(head, maxBytes);
        if (!transport.startPost(requestId)) {
            throw new RequestRejectedException(HttpRejection.BAD_REQUEST);
        }
        countAsClient(exchange.channel(), head);
        if (HttpUtil.is100ContinueExpected(head)) {
            exchange.respondContinue();
        }
        return new RequestBody(maxBytes, inbound);
    }

    private void receive(HttpExchange exchange, Post receiving, HttpContent part) {
        try {
            if (part.decoderResult().isFailure()) {
                throw new RequestRejectedException(HttpRejection.BAD_REQUEST);
            }
            receiving.body().append(part.content());
            if (part instanceof LastHttpContent) {
                complete(exchange, receiving);
            }
        } catch (RequestRejectedException e) {
            dropPost();
            exchange.reject(e.rejection());
        }
    }

    private void complete(HttpExchange exchange, Post received) throws RequestRejectedException {
        // It may have been upgraded or ended meanwhile.
        Session session = findPolling(received.sessionId(), received.request()).session();
        // From now on the session decides when there may be another, even if this connection is closed before.
        post = null;
        boolean handedOver = false;
        try {
            pollingRequests.post(exchange, session, received.body().complete(), () -> finish(received));
            handedOver = true;
        } finally {
            if (!handedOver) {
                finish(received);
            }
        }
    }

    private void dropPost() {
        if (post != null) {
            finish(post);
            post = null;
        }
    }

    private static void finish(Post finished) {
        finished.transport().finishPost();
        finished.body().release();
    }

    private void countAsClient(Channel channel, HttpRequest head) {
        LimitKey client = admission.clientBehindProxy(channel, head);
        if (client != null) {
            inbound.moveTo(client);
        }
    }

    private ChannelHandler webSocketHandler(EngineRequest request, HandshakeData handshake)
            throws RequestRejectedException {
        UUID sessionId = request.sessionId();
        if (sessionId == null) {
            return new WebSocketOpenHandler(sessions, handshake, admission.admit(handshake));
        }
        PollingTransport transport = findPolling(sessionId, request);
        UpgradeRules.check(transport.session().getHandshakeData(), handshake);
        if (!transport.session().startUpgrade()) {
            throw new RequestRejectedException(HttpRejection.BAD_REQUEST);
        }
        return new UpgradeProbeHandler(transport, sessions);
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
}
