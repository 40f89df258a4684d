package dev.porchlight.socket.engine;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.util.List;

/** Makes a WebSocket of a connection whose request asks for one. */
final class WebSockets {

    private WebSockets() {}

    /**
     * Puts the handlers of a WebSocket in the place of the HTTP edge.
     *
     * @param handler who hears of its opening, its whole messages and its end; it may put another in its place
     */
    static void accept(ChannelHandlerContext edge, FullHttpRequest request, int maxBytes, ChannelHandler handler) {
        String last = edge.name();
        edge.pipeline()
                .addAfter(last, "webSocket", handler)
                .addAfter(last, "webSocketAggregator", new WebSocketFrameAggregator(maxBytes))
                .addAfter(last, "webSocketProtocol", new Protocol(maxBytes));
        edge.fireChannelRead(request.retain());
        edge.pipeline().remove(last);
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
}
