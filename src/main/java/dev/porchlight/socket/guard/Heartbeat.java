package dev.porchlight.socket.guard;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Notices a client that has silently gone. Runs on its session's event loop only.
 *
 * <p>All sessions beat at the same few instants a second, since waking an idle thread costs far more than a ping does.
 * A client that was heard since the last beat needs no further timer, so one may be silent for up to two intervals
 * where the timeout is shorter than an interval.
 */
@RequiredArgsConstructor
final class Heartbeat {

    private static final int INSTANTS_PER_INTERVAL = 80;

    private final EventLoop eventLoop;
    private final GuardSettings settings;
    private final Runnable onSilence;
    private @Nullable Future<?> beats;
    private @Nullable Future<?> end;
    private long lastHeardNanos = System.nanoTime();
    private boolean heard;

    /** @param ping for clients that are asked; the others ask by themselves */
    void start(Runnable ping) {
        long interval = settings.pingInterval().toNanos();
        long gap = Math.max(1, interval / INSTANTS_PER_INTERVAL);
        long first = interval + gap - Math.floorMod(System.nanoTime() + interval, gap);
        beats = eventLoop.scheduleAtFixedRate(() -> beat(ping), first, interval, TimeUnit.NANOSECONDS);
    }

    void heard() {
        lastHeardNanos = System.nanoTime();
        heard = true;
    }

    void stop() {
        cancel(beats);
        cancel(end);
    }

    private static void cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void beat(Runnable ping) {
        ping.run();
        if (!heard) {
            cancel(end);
            end = eventLoop.schedule(this::endUnlessHeard, remainingNanos(), TimeUnit.NANOSECONDS);
        }
        heard = false;
    }

    private void endUnlessHeard() {
        if (remainingNanos() <= 0) {
            onSilence.run();
        }
    }

    private long remainingNanos() {
        return settings.pingInterval().plus(settings.pingTimeout()).toNanos() - (System.nanoTime() - lastHeardNanos);
    }
}
