package dev.porchlight.socket.guard;

import com.corundumstudio.socketio.HandshakeData;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** A session over a WebSocket: opens with it, hears its text frames, ends with it. */
@RequiredArgsConstructor
final class WebSocketEdge extends SimpleChannelInboundHandler<WebSocketFrame> {

    private final Sessions sessions;
    private final EngineRequest request;
    private final HandshakeData handshake;
    private final @Nullable Object group;
    private @Nullable Session session;

    /** Makes room behind the HTTP edge for a request that is about to become a WebSocket. */
    static void install(
            ChannelHandlerContext edge,
            Sessions sessions,
            EngineRequest request,
            HandshakeData handshake,
            @Nullable Object group) {
        int maxBytes = sessions.settings().maxMessageBytes();
        String last = edge.name();
        edge.pipeline()
                .addAfter(last, "webSocketEdge", new WebSocketEdge(sessions, request, handshake, group))
                .addAfter(last, "webSocketAggregator", new WebSocketFrameAggregator(maxBytes))
                .addAfter(last, "webSocketProtocol", new Protocol(maxBytes));
    }

    /** Answers no pings of a client that does not take the answers: they alone would pile up without bound. */
    private static final class Protocol extends WebSocketServerProtocolHandler {

        Protocol(int maxBytes) {
            super(protocol(maxBytes));
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, WebSocketFrame frame, List<Object> out) throws Exception {
            if (!(frame instanceof PingWebSocketFrame) || ctx.channel().isWritable()) {
                super.decode(ctx, frame, out);
            }
        }
    }

    /** No extensions: a limit on frames says nothing about what they inflate to, and deflating costs 100 KB a client. */
    private static WebSocketServerProtocolConfig protocol(int maxBytes) {
        return WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/")
                .checkStartsWith(true)
                .sendCloseFrame(null)
                .decoderConfig(WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(maxBytes)
                        .allowExtensions(false)
                        .build())
                .build();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
            session = sessions.create(request, handshake, group, ctx.channel().eventLoop());
            session.open(new WebSocketOutbound(ctx.channel(), sessions.settings()));
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (session == null) {
            ctx.close();
            return;
        }
        try {
            if (!(frame instanceof TextWebSocketFrame text)) {
                throw new ProtocolViolationException("a binary frame");
            }
            session.receive(List.of(PacketRules.parse(text.text(), request.version())));
        } catch (ProtocolViolationException e) {
            session.refuse(e.getMessage());
        }
    }

    /** The connection is about to be closed, but frames that came along with the bad one would still be heard. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (session != null) {
            session.refuse(cause.getClass().getName());
        }
        ctx.fireExceptionCaught(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (session != null) {
            session.lost();
        } else {
            sessions.counts().remove(group);
        }
        ctx.fireChannelInactive();
    }
}
