package dev.porchlight.socket.engine.websocket;

import dev.porchlight.socket.engine.polling.PollingTransport;
import dev.porchlight.socket.engine.session.Session;
import dev.porchlight.socket.engine.session.SessionRegistry;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The upgrade probe of a polling client: it sends a ping over its new WebSocket, waits for its poll to be answered, and
 * upgrades. Anything else closes the WebSocket, and the session goes on polling. Runs on the WebSocket's event loop, which
 * may differ from the session's.
 */
public final class UpgradeProbeHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

    private static final String PING = "2probe";
    private static final String PONG = "3probe";
    private static final String UPGRADE = "5";

    /** A client upgrades only between two polls, so its waiting poll is answered this often. */
    private static final long NOOP_MILLIS = 100;

    private final PollingTransport polling;
    private final Session session;
    private final SessionRegistry sessions;
    private boolean upgraded;
    /** Frames that came together with the one that closed it, or after it, are not for us any more. */
    private boolean closing;

    private @Nullable Future<?> deadline;
    private @Nullable Future<?> noops;
    private @Nullable FutureListener<Void> onSessionRemoved;

    public UpgradeProbeHandler(PollingTransport polling, SessionRegistry sessions) {
        this.polling = polling;
        this.session = polling.session();
        this.sessions = sessions;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline = ctx.executor()
                .schedule(
                        () -> ctx.close(), sessions.settings().upgradeTimeout().toMillis(), TimeUnit.MILLISECONDS);
        onSessionRemoved = removed -> ctx.close();
        session.removed().addListener(onSessionRemoved);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (closing) {
            return;
        }
        String packet = frame instanceof TextWebSocketFrame text ? text.text() : "";
        if (noops == null && packet.equals(PING)) {
            ctx.writeAndFlush(new TextWebSocketFrame(PONG));
            noops = ctx.executor()
                    .scheduleAtFixedRate(polling::endIdlePoll, NOOP_MILLIS, NOOP_MILLIS, TimeUnit.MILLISECONDS);
        } else if (noops != null && packet.equals(UPGRADE)) {
            WebSocketTransport webSocket = new WebSocketTransport(ctx.channel(), sessions);
            upgraded = true;
            ctx.pipeline().replace(this, ctx.name(), new WebSocketHandler(session, webSocket));
            polling.handOver(webSocket);
            session.completeUpgrade(webSocket);
        } else {
            stopProbing();
            ctx.close();
        }
    }

    private void stopProbing() {
        closing = true;
        cancel(noops);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException && closing) {
            return;
        }
        stopProbing();
        if (cause instanceof CorruptedWebSocketFrameException) {
            sessions.metrics().rejected(WebSocketHandler.INVALID_FRAME);
            new WebSocketTransport(ctx.channel(), sessions).close(WebSocketHandler.reasonOf(cause));
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    /** By the upgrade, or with the connection, however it ends. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel(deadline);
        cancel(noops);
        if (onSessionRemoved != null) {
            session.removed().removeListener(onSessionRemoved);
        }
        if (!upgraded) {
            session.abandonUpgrade();
        }
    }

    private static void cancel(@Nullable Future<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }
}
