package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.HandshakeData;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** Opens a session once its WebSocket is open. */
@RequiredArgsConstructor
final class WebSocketOpening extends ChannelInboundHandlerAdapter {

    private final Sessions sessions;
    private final EngineRequest request;
    private final HandshakeData handshake;
    private final @Nullable Object group;

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
            Session session =
                    sessions.create(request, handshake, group, ctx.channel().eventLoop());
            WebSocketOutbound outbound = new WebSocketOutbound(ctx.channel(), sessions.settings(), sessions.backlog());
            ctx.pipeline().replace(this, ctx.name(), new WebSocketEdge(session, outbound));
            session.open(outbound);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** Reached only if the WebSocket never opened. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        sessions.counts().remove(group);
        ctx.fireChannelInactive();
    }
}
