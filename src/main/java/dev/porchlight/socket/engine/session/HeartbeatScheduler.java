package dev.porchlight.socket.engine.session;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * A timer wheel for the heartbeats of all sessions of one event loop: each session pings once an interval, and has its
 * timeout checked then and half an interval later. One timer serves all, since a timer each would cost far more than the
 * pings. Runs on its event loop only.
 */
@Slf4j
final class HeartbeatScheduler {

    private static final long MIN_TICK_MILLIS = 250;
    private static final long MAX_SLOTS = 80;

    private final EventLoop eventLoop;
    private final long tickNanos;
    /** The tasks in one slot run together. */
    private final List<Set<Task>> slots;

    private int currentSlot;
    private int size;
    private @Nullable Future<?> timer;

    /** The heartbeat of one session. */
    interface Task {

        void ping();

        void checkTimeout();
    }

    HeartbeatScheduler(EventLoop eventLoop, Duration interval) {
        int count = (int) Math.max(1, Math.min(MAX_SLOTS, interval.toMillis() / MIN_TICK_MILLIS));
        this.eventLoop = eventLoop;
        this.tickNanos = interval.toNanos() / count;
        this.slots = IntStream.range(0, count)
                .<Set<Task>>mapToObj(i -> new HashSet<>())
                .toList();
    }

    /** @return the slot of the task, for {@link #remove} */
    int add(Task task) {
        slots.get(currentSlot).add(task);
        if (size++ == 0) {
            timer = eventLoop.scheduleAtFixedRate(this::tick, tickNanos, tickNanos, TimeUnit.NANOSECONDS);
        }
        return currentSlot;
    }

    void remove(Task task, int slot) {
        if (slots.get(slot).remove(task) && --size == 0 && timer != null) {
            timer.cancel(false);
        }
    }

    /** The longest time between two calls of a task. */
    long maxCheckIntervalNanos() {
        return tickNanos * (slots.size() - slots.size() / 2);
    }

    private void tick() {
        currentSlot = (currentSlot + 1) % slots.size();
        forEach(currentSlot, Task::ping);
        forEach((currentSlot + slots.size() / 2) % slots.size(), Task::checkTimeout);
    }

    /** Over a copy, as a session may end meanwhile. An exception must not cancel the timer of the others. */
    private void forEach(int slot, Consumer<Task> call) {
        for (Task task : List.copyOf(slots.get(slot))) {
            try {
                call.accept(task);
            } catch (RuntimeException | Error e) {
                log.error("A heartbeat failed", e);
            }
        }
    }
}
