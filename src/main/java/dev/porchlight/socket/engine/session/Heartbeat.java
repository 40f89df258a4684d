package dev.porchlight.socket.engine.session;

import dev.porchlight.socket.engine.config.EngineSettings;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Pings one session and detects that its client is silent. A session gets a timer of its own only when its timeout is
 * near. Runs on its session's event loop only.
 */
@RequiredArgsConstructor
final class Heartbeat implements HeartbeatScheduler.Task {

    private static final int NOT_STARTED = -1;

    private final EventLoop eventLoop;
    private final HeartbeatScheduler scheduler;
    private final EngineSettings settings;
    private final Runnable sendPing;
    private final Runnable onTimeout;
    private @Nullable Future<?> timeout;
    private long lastReceivedNanos;
    private int slot = NOT_STARTED;

    void start() {
        packetReceived();
        slot = scheduler.add(this);
    }

    /** Any packet of the client restarts the timeout. */
    void packetReceived() {
        lastReceivedNanos = eventLoop.ticker().nanoTime();
    }

    void stop() {
        if (slot != NOT_STARTED) {
            scheduler.remove(this, slot);
            slot = NOT_STARTED;
        }
        cancelTimeout();
    }

    @Override
    public void ping() {
        // The ping of another session in the same slot may just have ended this one.
        if (slot != NOT_STARTED) {
            checkTimeout();
            sendPing.run();
        }
    }

    @Override
    public void checkTimeout() {
        long remaining = remainingNanos();
        if (remaining < scheduler.maxCheckIntervalNanos()) {
            cancelTimeout();
            timeout = eventLoop.schedule(this::expireIfSilent, remaining, TimeUnit.NANOSECONDS);
        }
    }

    private void expireIfSilent() {
        if (remainingNanos() <= 0) {
            onTimeout.run();
        }
    }

    private void cancelTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }

    private long remainingNanos() {
        return settings.pingInterval().plus(settings.pingTimeout()).toNanos()
                - (eventLoop.ticker().nanoTime() - lastReceivedNanos);
    }
}
