package dev.porchlight.socket.engine;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** Closes connections that do not present one whole request in time, however slowly they keep dripping. */
@RequiredArgsConstructor
final class RequestDeadline extends ChannelInboundHandlerAdapter {

    private final Duration timeout;
    private final GuardWatch watch;
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
        watch.refused("no whole request in time");
        ctx.close();
    }

    private void cancel() {
        if (expiry != null) {
            expiry.cancel(false);
        }
    }
}
