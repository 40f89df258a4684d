package dev.porchlight.socket.engine;

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
 * Has the sessions of one event loop beat, some at a time, each once an interval, and looks at each in the middle of it
 * too. One timer does for all: waking an idle thread costs far more than a ping does, and so does a queue of as many
 * timers as there are sessions. Runs on its event loop only.
 */
@Slf4j
final class Pulse {

    private static final long MIN_GAP_MILLIS = 250;
    private static final long MAX_GROUPS = 80;

    private final EventLoop eventLoop;
    private final long gapNanos;
    /** Those in one of them beat together. */
    private final List<Set<Heartbeat>> groups;

    private int last;
    private int size;
    private @Nullable Future<?> timer;

    Pulse(EventLoop eventLoop, Duration interval) {
        int count = (int) Math.max(1, Math.min(MAX_GROUPS, interval.toMillis() / MIN_GAP_MILLIS));
        this.eventLoop = eventLoop;
        this.gapNanos = interval.toNanos() / count;
        this.groups = IntStream.range(0, count)
                .<Set<Heartbeat>>mapToObj(i -> new HashSet<>())
                .toList();
    }

    /** @return where it is, for {@link #remove} */
    int add(Heartbeat heartbeat) {
        groups.get(last).add(heartbeat);
        if (size++ == 0) {
            timer = eventLoop.scheduleAtFixedRate(this::beat, gapNanos, gapNanos, TimeUnit.NANOSECONDS);
        }
        return last;
    }

    void remove(Heartbeat heartbeat, int group) {
        if (groups.get(group).remove(heartbeat) && --size == 0 && timer != null) {
            timer.cancel(false);
        }
    }

    /** The longest time between two looks at a session. */
    long pauseNanos() {
        return gapNanos * (groups.size() - groups.size() / 2);
    }

    private void beat() {
        last = (last + 1) % groups.size();
        forEach(last, Heartbeat::beat);
        forEach((last + groups.size() / 2) % groups.size(), Heartbeat::watch);
    }

    /** A session may end meanwhile, and one in trouble must not stop the others' timer. */
    private void forEach(int group, Consumer<Heartbeat> task) {
        for (Heartbeat heartbeat : List.copyOf(groups.get(group))) {
            try {
                task.accept(heartbeat);
            } catch (RuntimeException | Error e) {
                log.error("A heartbeat failed", e);
            }
        }
    }
}
