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
        String packet = frame instanceof TextWebSocketFrame text ? text.text() : "";
        if (noops == null && packet.equals(PING)) {
            ctx.writeAndFlush(new TextWebSocketFrame(PONG));
            noops = ctx.executor()
                    .scheduleAtFixedRate(polling::endIdlePoll, NOOP_MILLIS, NOOP_MILLIS, TimeUnit.MILLISECONDS);
        } else if (noops != null && packet.equals(UPGRADE)) {
            WebSocketTransport webSocket = new WebSocketTransport(ctx.channel(), sessions);
            ctx.pipeline().replace(this, ctx.name(), new WebSocketHandler(session, webSocket));
            polling.handOver(webSocket);
            session.completeUpgrade(webSocket);
        } else {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException) {
            sessions.metrics().rejected(WebSocketHandler.INVALID_FRAME);
            new WebSocketTransport(ctx.channel(), sessions).close(WebSocketHandler.reasonOf(cause));
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    /** Called only if the client has not upgraded: otherwise this handler has been replaced. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.abandonUpgrade();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (noops != null) {
            noops.cancel(false);
        }
        if (onSessionRemoved != null) {
            session.removed().removeListener(onSessionRemoved);
        }
    }
}
