package dev.porchlight.socket.engine;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Notices a client that has silently gone. Only who is about to be given up has a timer of its own. Runs on its session's
 * event loop only.
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
    private int group = NOT_STARTED;

    void start() {
        heard();
        group = pulse.add(this);
    }

    void heard() {
        lastHeardNanos = eventLoop.ticker().nanoTime();
    }

    void stop() {
        if (group != NOT_STARTED) {
            pulse.remove(this, group);
            group = NOT_STARTED;
        }
        cancelEnd();
    }

    void beat() {
        // Another's ping may have ended this session a moment ago.
        if (group != NOT_STARTED) {
            watch();
            ping.run();
        }
    }

    void watch() {
        long remaining = remainingNanos();
        if (remaining < pulse.pauseNanos()) {
            cancelEnd();
            end = eventLoop.schedule(this::endUnlessHeard, remaining, TimeUnit.NANOSECONDS);
        }
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
