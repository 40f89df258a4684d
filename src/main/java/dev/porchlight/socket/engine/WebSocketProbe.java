package dev.porchlight.socket.engine;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * A polling client tries whether WebSockets reach us: it pings, lets its polling come to rest, and moves over. Whatever
 * else happens here ends this connection and leaves the session polling. Everything runs on this connection's event loop,
 * which may be another than the session's.
 */
@RequiredArgsConstructor
final class WebSocketProbe extends SimpleChannelInboundHandler<WebSocketFrame> {

    private static final String PING = "2probe";
    private static final String PONG = "3probe";
    private static final String UPGRADE = "5";

    /** A client moves over only between two polls, so its waiting poll is sent home that often. */
    private static final long NOOP_MILLIS = 100;

    private final Session session;
    private final PollingOutbound polling;
    private final Sessions sessions;
    private @Nullable Future<?> deadline;
    private @Nullable Future<?> noops;
    private @Nullable FutureListener<Void> onForgotten;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline = ctx.executor()
                .schedule(
                        () -> ctx.close(), sessions.settings().upgradeTimeout().toMillis(), TimeUnit.MILLISECONDS);
        onForgotten = forgotten -> ctx.close();
        session.forgotten().addListener(onForgotten);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        String packet = frame instanceof TextWebSocketFrame text ? text.text() : "";
        if (noops == null && packet.equals(PING)) {
            ctx.writeAndFlush(new TextWebSocketFrame(PONG));
            noops = ctx.executor()
                    .scheduleAtFixedRate(polling::endEmptyPoll, NOOP_MILLIS, NOOP_MILLIS, TimeUnit.MILLISECONDS);
        } else if (noops != null && packet.equals(UPGRADE)) {
            WebSocketOutbound outbound = new WebSocketOutbound(ctx.channel(), sessions.settings(), sessions.backlog());
            ctx.pipeline().replace(this, ctx.name(), new WebSocketEdge(session, outbound));
            session.upgrade(polling, outbound);
        } else {
            ctx.close();
        }
    }

    /** Reached only if the client has not moved over. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.abandonUpgrade();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel(deadline);
        cancel(noops);
        session.forgotten().removeListener(onForgotten);
    }

    private static void cancel(@Nullable Future<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }
}
