package dev.porchlight.socket.engine.http;

import dev.porchlight.socket.engine.config.EngineMetrics;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** Closes a connection that has not sent one whole request in time. Bytes that keep coming do not extend it. */
@RequiredArgsConstructor
public final class RequestDeadlineHandler extends ChannelInboundHandlerAdapter {

    private final Duration timeout;
    private final EngineMetrics metrics;
    private @Nullable ScheduledFuture<?> expiry;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        expiry = ctx.executor().schedule(() -> expire(ctx), timeout.toMillis(), TimeUnit.MILLISECONDS);
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

    private void expire(ChannelHandlerContext ctx) {
        metrics.rejected("no whole request in time");
        ctx.close();
    }

    private void cancel() {
        if (expiry != null) {
            expiry.cancel(false);
        }
    }
}
