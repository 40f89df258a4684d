package dev.porchlight.socket.engine.http;

import dev.porchlight.socket.engine.config.EngineMetrics;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.socket.engine.config.LimitKey;
import dev.porchlight.socket.engine.tcp.ConnectionCounter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that has not sent the whole head of a request in time. Bytes that keep coming do not extend it. Where
 * many such connections wait, the time is shorter: honest clients connect to send.
 */
@RequiredArgsConstructor
public final class RequestDeadlineHandler extends ChannelInboundHandlerAdapter {

    private final EngineSettings settings;
    private final ConnectionCounter waiting;
    private final @Nullable LimitKey limitKey;
    private final EngineMetrics metrics;
    private @Nullable ScheduledFuture<?> expiry;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        waiting.add(limitKey);
        expiry = schedule(ctx, () -> expireIfCrowded(ctx), firstCheck());
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object request) {
        cancel();
        ctx.pipeline().remove(this);
        ctx.fireChannelRead(request);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancel();
        ctx.fireChannelInactive();
    }

    private void expireIfCrowded(ChannelHandlerContext ctx) {
        if (waiting.releaseIfExceeded(limitKey)) {
            expiry = null;
            close(ctx, "too many connections without a request");
        } else {
            Duration rest = settings.requestTimeout().minus(firstCheck());
            expiry = schedule(ctx, () -> close(ctx, "no whole request in time"), rest);
        }
    }

    private Duration firstCheck() {
        Duration crowded = settings.crowdedTimeout();
        return crowded.compareTo(settings.requestTimeout()) < 0 ? crowded : settings.requestTimeout();
    }

    private void close(ChannelHandlerContext ctx, String rule) {
        metrics.rejected(rule);
        ctx.close();
    }

    private static ScheduledFuture<?> schedule(ChannelHandlerContext ctx, Runnable task, Duration delay) {
        return ctx.executor().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void cancel() {
        if (expiry != null) {
            expiry.cancel(false);
            expiry = null;
            waiting.release(limitKey);
        }
    }
}
