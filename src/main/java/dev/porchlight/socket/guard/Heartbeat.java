package dev.porchlight.socket.guard;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** Notices a client that has silently gone. Runs on its session's event loop only. */
@RequiredArgsConstructor
final class Heartbeat {

    private final EventLoop eventLoop;
    private final GuardSettings settings;
    private final Runnable onSilence;
    private @Nullable Future<?> check;
    private @Nullable Future<?> pings;
    private long lastHeardNanos = System.nanoTime();

    void start() {
        scheduleCheck(silence());
    }

    /** For clients that are asked, and do not ask by themselves. */
    void sendPings(Runnable ping) {
        long interval = settings.pingInterval().toMillis();
        pings = eventLoop.scheduleAtFixedRate(ping, interval, interval, TimeUnit.MILLISECONDS);
    }

    void heard() {
        lastHeardNanos = System.nanoTime();
    }

    void stop() {
        if (check != null) {
            check.cancel(false);
        }
        if (pings != null) {
            pings.cancel(false);
        }
    }

    private void check() {
        Duration remaining = silence().minusNanos(System.nanoTime() - lastHeardNanos);
        if (remaining.toNanos() > 0) {
            scheduleCheck(remaining.plusMillis(1));
        } else {
            onSilence.run();
        }
    }

    private void scheduleCheck(Duration delay) {
        check = eventLoop.schedule(this::check, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Duration silence() {
        return settings.pingInterval().plus(settings.pingTimeout());
    }
}
