package dev.porchlight.socket.engine;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.util.List;
import lombok.RequiredArgsConstructor;

/** A session over a WebSocket: hears its text frames, ends with it. */
@RequiredArgsConstructor
final class WebSocketEdge extends SimpleChannelInboundHandler<WebSocketFrame> {

    private final Session session;
    private final WebSocketOutbound outbound;
    private CloseReason end = CloseReason.LOST;

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        try {
            if (!(frame instanceof TextWebSocketFrame text)) {
                throw new ProtocolViolationException("a binary frame");
            }
            session.receive(List.of(PacketRules.parse(text.text(), session.getEngineIOVersion())));
        } catch (ProtocolViolationException e) {
            session.refuse(e.getMessage());
        }
    }

    /** The connection is about to be closed, but frames that came along with the bad one would still be heard. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        session.close(cause instanceof IOException ? CloseReason.LOST : CloseReason.VIOLATION);
        ctx.fireExceptionCaught(cause);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof CloseReason reason) {
            end = reason;
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.lost(outbound, end);
        ctx.fireChannelInactive();
    }
}
