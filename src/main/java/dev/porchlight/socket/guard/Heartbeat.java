package dev.porchlight.socket.guard;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Notices a client that has silently gone. A client that was heard since the last beat needs no timer of its own, so one
 * may be silent for up to two intervals where the timeout is shorter than an interval. Runs on its session's event loop
 * only.
 */
@RequiredArgsConstructor
final class Heartbeat {

    private static final int NOT_STARTED = -1;

    private final EventLoop eventLoop;
    private final Pulse pulse;
    private final GuardSettings settings;
    private final Runnable ping;
    private final Runnable onSilence;
    private @Nullable Future<?> end;
    private long lastHeardNanos;
    private boolean heard;
    private int group = NOT_STARTED;

    void start() {
        lastHeardNanos = eventLoop.ticker().nanoTime();
        group = pulse.add(this);
    }

    void heard() {
        lastHeardNanos = eventLoop.ticker().nanoTime();
        heard = true;
    }

    void stop() {
        if (group != NOT_STARTED) {
            pulse.remove(this, group);
            group = NOT_STARTED;
        }
        cancelEnd();
    }

    void beat() {
        if (group == NOT_STARTED) {
            return;
        }
        ping.run();
        if (!heard) {
            cancelEnd();
            end = eventLoop.schedule(this::endUnlessHeard, remainingNanos(), TimeUnit.NANOSECONDS);
        }
        heard = false;
    }

    private void endUnlessHeard() {
        if (remainingNanos() <= 0) {
            onSilence.run();
        }
    }

    private void cancelEnd() {
        if (end != null) {
            end.cancel(false);
        }
    }

    private long remainingNanos() {
        return settings.pingInterval().plus(settings.pingTimeout()).toNanos()
                - (eventLoop.ticker().nanoTime() - lastHeardNanos);
    }
}
