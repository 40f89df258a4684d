package dev.porchlight.socket.engine;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Closes a connection whose peer takes not a byte of what is pending, before the timeout is over. */
final class StalledWrites extends ChannelOutboundHandlerAdapter {

    private static final int CHECKS_WITHOUT_PROGRESS = 8;

    private final long checkMillis;
    private boolean watching;
    private @Nullable Object lastMessage;
    private long lastProgress;
    private int checksWithoutProgress;

    StalledWrites(Duration timeout) {
        // The last byte may be taken just after a check, and noticed at the next; and the first comes later.
        this.checkMillis = Math.max(1, timeout.toMillis() / (CHECKS_WITHOUT_PROGRESS + 2));
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
        ChannelOutboundBuffer pending = ctx.channel().unsafe().outboundBuffer();
        if (!watching && pending != null && !pending.isEmpty()) {
            watching = true;
            note(pending);
            // Many may stall at the same time, when what all are sent fills the last buffer, and not all may end at
            // once.
            scheduleCheck(ctx, checkMillis + ThreadLocalRandom.current().nextLong(checkMillis));
        }
    }

    private void check(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer pending = ctx.channel().unsafe().outboundBuffer();
        if (pending == null || pending.isEmpty()) {
            watching = false;
            lastMessage = null;
        } else if (pending.current() != lastMessage || pending.currentProgress() != lastProgress) {
            note(pending);
            scheduleCheck(ctx, checkMillis);
        } else if (++checksWithoutProgress < CHECKS_WITHOUT_PROGRESS) {
            scheduleCheck(ctx, checkMillis);
        } else {
            lastMessage = null;
            ctx.fireUserEventTriggered(CloseReason.SLOW);
            ctx.close();
        }
    }

    private void note(ChannelOutboundBuffer pending) {
        lastMessage = pending.current();
        lastProgress = pending.currentProgress();
        checksWithoutProgress = 0;
    }

    private void scheduleCheck(ChannelHandlerContext ctx, long millis) {
        ctx.executor().schedule(() -> check(ctx), millis, TimeUnit.MILLISECONDS);
    }
}
