package dev.porchlight.socket.engine.websocket;

import com.corundumstudio.socketio.HandshakeData;
import com.corundumstudio.socketio.Transport;
import dev.porchlight.socket.engine.config.LimitKey;
import dev.porchlight.socket.engine.session.Session;
import dev.porchlight.socket.engine.session.SessionRegistry;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** Opens a session once the WebSocket handshake is complete. */
@RequiredArgsConstructor
public final class WebSocketOpenHandler extends ChannelInboundHandlerAdapter {

    private final SessionRegistry sessions;
    private final HandshakeData handshake;
    /** What the session was counted as. */
    private final @Nullable LimitKey limitKey;

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
            Session session = sessions.create(
                    handshake, Transport.WEBSOCKET, limitKey, ctx.channel().eventLoop());
            WebSocketTransport transport = new WebSocketTransport(ctx.channel(), sessions);
            ctx.pipeline().replace(this, ctx.name(), new WebSocketHandler(session, transport));
            session.open(transport);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** Called only if the handshake was never complete: otherwise this handler has been replaced. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        sessions.counter().release(limitKey);
        ctx.fireChannelInactive();
    }
}
