package dev.porchlight.socket.engine.websocket;

import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.packet.PacketParser;
import dev.porchlight.socket.engine.packet.ProtocolViolationException;
import dev.porchlight.socket.engine.session.Session;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.util.List;
import lombok.RequiredArgsConstructor;

/** Receives the packets of a session over its WebSocket, whose end ends the session. */
@RequiredArgsConstructor
final class WebSocketHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

    static final String INVALID_FRAME = "an invalid frame";

    private final Session session;
    private final WebSocketTransport transport;
    private CloseReason closeReason = CloseReason.CONNECTION_LOST;

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        try {
            if (!(frame instanceof TextWebSocketFrame text)) {
                throw new ProtocolViolationException("a binary frame");
            }
            session.receive(List.of(PacketParser.parse(text.text(), session.getEngineIOVersion())));
        } catch (ProtocolViolationException e) {
            session.reject(e.getMessage());
        }
    }

    /**
     * A client that broke a rule can read which, as with a packet against the rules. Otherwise the last handler closes the
     * connection, but frames decoded together with the bad one would still be received.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        CloseReason reason = reasonOf(cause);
        if (cause instanceof CorruptedWebSocketFrameException) {
            session.reject(INVALID_FRAME, reason);
        } else {
            session.close(reason);
            ctx.fireExceptionCaught(cause);
        }
    }

    /** Decoders throw by themselves what the client did wrong, and wrap what went wrong here, such as a lack of memory. */
    static CloseReason reasonOf(Throwable cause) {
        if (cause instanceof IOException) {
            return CloseReason.CONNECTION_LOST;
        }
        if (cause instanceof CorruptedWebSocketFrameException violation) {
            return reasonOf(violation.closeStatus());
        }
        return cause instanceof DecoderException && cause.getCause() == null
                ? CloseReason.PROTOCOL_VIOLATION
                : CloseReason.INTERNAL_ERROR;
    }

    private static CloseReason reasonOf(WebSocketCloseStatus status) {
        if (status.equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
            return CloseReason.MESSAGE_TOO_LARGE;
        }
        return status.equals(WebSocketCloseStatus.INVALID_PAYLOAD_DATA)
                ? CloseReason.INVALID_TEXT
                : CloseReason.PROTOCOL_VIOLATION;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof CloseReason reason) {
            closeReason = reason;
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.connectionClosed(transport, closeReason);
        ctx.fireChannelInactive();
    }
}
