package dev.porchlight.socket.engine.websocket;

import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.socket.engine.inbound.CountedFrameDecoder;
import dev.porchlight.socket.engine.inbound.FragmentCollector;
import dev.porchlight.socket.engine.inbound.InboundBytes;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.util.List;

/** Turns an HTTP connection into a WebSocket. */
public final class WebSocketHandshake {

    private WebSocketHandshake() {}

    /**
     * Replaces the HTTP handler by those of a WebSocket, and answers the handshake. One that is not right is answered and
     * closed by Netty.
     *
     * @param httpContext of the HTTP handler, which is removed
     * @param head the request for the WebSocket
     * @param settings limits of messages and frames
     * @param inbound counts what the connection sends
     * @param handler gets {@code HandshakeComplete}, whole messages and {@code channelInactive}; it may replace itself
     */
    public static void upgrade(
            ChannelHandlerContext httpContext,
            HttpRequest head,
            EngineSettings settings,
            InboundBytes inbound,
            ChannelHandler handler) {
        int maxBytes = settings.maxMessageBytes();
        ChannelPipeline pipeline = httpContext.pipeline();
        String httpHandler = httpContext.name();
        pipeline.addAfter(httpHandler, "webSocket", handler)
                .addAfter(httpHandler, "webSocketFragments", new FragmentCollector(maxBytes, inbound))
                .addAfter(httpHandler, "webSocketProtocol", new ProtocolHandler(maxBytes));
        // Netty's handshake handler answers it within this call, and if it accepts, adds the frame encoder and decoder.
        httpContext.fireChannelRead(new DefaultFullHttpRequest(
                head.protocolVersion(),
                head.method(),
                head.uri(),
                Unpooled.EMPTY_BUFFER,
                head.headers(),
                EmptyHttpHeaders.INSTANCE));
        boolean accepted = pipeline.get(WebSocketFrameEncoder.class) != null;
        if (accepted) {
            // Fails if it is another decoder, whose frames would not be counted; RequestParser admits version 13 only.
            pipeline.replace(
                    WebSocket13FrameDecoder.class,
                    "webSocketDecoder",
                    new CountedFrameDecoder(decoderConfig(maxBytes), settings.maxFramesPerSecond(), inbound));
        }
        pipeline.remove(httpHandler);
    }

    /** Drops the pings of a client that does not read: the pongs would be queued without limit. */
    private static final class ProtocolHandler extends WebSocketServerProtocolHandler {

        ProtocolHandler(int maxBytes) {
            super(protocolConfig(maxBytes));
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, WebSocketFrame frame, List<Object> out) throws Exception {
            if (!(frame instanceof PingWebSocketFrame) || ctx.channel().isWritable()) {
                super.decode(ctx, frame, out);
            }
        }

        /** Leaves closing to the handler of the session, which lets the client read why. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
            if (cause instanceof CorruptedWebSocketFrameException) {
                ctx.fireExceptionCaught(cause);
            } else {
                super.exceptionCaught(ctx, cause);
            }
        }
    }

    /** No extensions: the frame limit does not bound what a frame inflates to, and a deflater takes 100 KB per client. */
    private static WebSocketServerProtocolConfig protocolConfig(int maxBytes) {
        return WebSocketServerProtocolConfig.newBuilder()
                // Any path: RequestParser has checked it.
                .websocketPath("/")
                .checkStartsWith(true)
                .sendCloseFrame(null)
                .decoderConfig(decoderConfig(maxBytes))
                .build();
    }

    private static WebSocketDecoderConfig decoderConfig(int maxBytes) {
        return WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(maxBytes)
                .allowExtensions(false)
                .closeOnProtocolViolation(false)
                .build();
    }
}
