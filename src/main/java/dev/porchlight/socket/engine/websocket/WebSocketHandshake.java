package dev.porchlight.socket.engine.websocket;

import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.socket.engine.inbound.CountedFrameDecoder;
import dev.porchlight.socket.engine.inbound.FragmentCollector;
import dev.porchlight.socket.engine.inbound.InboundBytes;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
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
     * Replaces the HTTP handler by those of a WebSocket.
     *
     * @param settings have the limits of messages and frames
     * @param inbound of the connection
     * @param handler gets {@code HandshakeComplete}, whole messages and the end; it may replace itself
     */
    public static void accept(
            ChannelHandlerContext http,
            HttpRequest head,
            EngineSettings settings,
            InboundBytes inbound,
            ChannelHandler handler) {
        int maxBytes = settings.maxMessageBytes();
        String last = http.name();
        http.pipeline()
                .addAfter(last, "webSocket", handler)
                .addAfter(last, "webSocketFragments", new FragmentCollector(maxBytes, inbound))
                .addAfter(last, "webSocketProtocol", new Protocol(maxBytes));
        http.fireChannelRead(new DefaultFullHttpRequest(
                head.protocolVersion(),
                head.method(),
                head.uri(),
                Unpooled.EMPTY_BUFFER,
                head.headers(),
                EmptyHttpHeaders.INSTANCE));
        boolean accepted = http.pipeline().get(WebSocketFrameEncoder.class) != null;
        if (accepted) {
            // Throws if there is none, since nothing would be counted.
            http.pipeline()
                    .replace(
                            WebSocket13FrameDecoder.class,
                            "webSocketDecoder",
                            new CountedFrameDecoder(decoderConfig(maxBytes), settings.maxFramesPerSecond(), inbound));
        }
        http.pipeline().remove(last);
    }

    /** Drops the pings of a client that does not read: the pongs would be queued without limit. */
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
    private static WebSocketServerProtocolConfig protocol(int maxBytes) {
        return WebSocketServerProtocolConfig.newBuilder()
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
