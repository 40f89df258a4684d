package dev.porchlight.socket.engine.tcp;

import dev.porchlight.socket.engine.config.CloseReason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose pending writes make no progress within a timeout. Netty's {@code WriteTimeoutHandler} expects
 * each write to finish in time instead, which a large one to a slow but reading client does not.
 */
public final class StalledWriteHandler extends ChannelOutboundHandlerAdapter {

    private static final int CHECKS_WITHOUT_PROGRESS = 8;

    private final long checkMillis;
    private boolean checking;
    private @Nullable Object lastMessage;
    private long lastProgress;
    private int checksWithoutProgress;

    public StalledWriteHandler(Duration timeout) {
        // Progress just after a check is seen at the next one, and the first check is delayed by up to one interval.
        this.checkMillis = Math.max(1, timeout.toMillis() / (CHECKS_WITHOUT_PROGRESS + 2));
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
        ChannelOutboundBuffer pending = ctx.channel().unsafe().outboundBuffer();
        if (!checking && pending != null && !pending.isEmpty()) {
            checking = true;
            recordProgress(pending);
            // Many connections may stall at the same moment; a random delay spreads the work of closing them.
            scheduleCheck(ctx, checkMillis + ThreadLocalRandom.current().nextLong(checkMillis));
        }
    }

    private void check(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer pending = ctx.channel().unsafe().outboundBuffer();
        if (pending == null || pending.isEmpty()) {
            checking = false;
            lastMessage = null;
        } else if (pending.current() != lastMessage || pending.currentProgress() != lastProgress) {
            recordProgress(pending);
            scheduleCheck(ctx, checkMillis);
        } else if (++checksWithoutProgress < CHECKS_WITHOUT_PROGRESS) {
            scheduleCheck(ctx, checkMillis);
        } else {
            lastMessage = null;
            ctx.fireUserEventTriggered(CloseReason.TOO_SLOW);
            ctx.close();
        }
    }

    private void recordProgress(ChannelOutboundBuffer pending) {
        lastMessage = pending.current();
        lastProgress = pending.currentProgress();
        checksWithoutProgress = 0;
    }

    private void scheduleCheck(ChannelHandlerContext ctx, long millis) {
        ctx.executor().schedule(() -> check(ctx), millis, TimeUnit.MILLISECONDS);
    }
}
