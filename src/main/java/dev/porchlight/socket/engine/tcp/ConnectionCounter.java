package dev.porchlight.socket.engine.tcp;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** Counts connections or sessions in total and by key, with a limit for each. Thread-safe. */
@RequiredArgsConstructor
public final class ConnectionCounter {

    private final int maxTotal;
    private final int maxPerKey;
    private final AtomicInteger total = new AtomicInteger();
    private final ConcurrentMap<Object, Integer> counts = new ConcurrentHashMap<>();

    /**
     * Counts one more, unless a limit is reached.
     *
     * @param key {@code null} to count in the total only
     * @return whether it was counted; the caller must then {@link #release} it once
     */
    public boolean tryAcquire(@Nullable Object key) {
        if (total.incrementAndGet() <= maxTotal && (key == null || tryIncrement(key))) {
            return true;
        }
        total.decrementAndGet();
        return false;
    }

    private boolean tryIncrement(Object key) {
        while (true) {
            Integer count = counts.putIfAbsent(key, 1);
            if (count == null) {
                return true;
            }
            if (count >= maxPerKey) {
                return false;
            }
            if (counts.replace(key, count, count + 1)) {
                return true;
            }
        }
    }

    /** Counts one more, whatever the limits; the caller must {@link #release} it once. */
    public void add(@Nullable Object key) {
        total.incrementAndGet();
        if (key != null) {
            counts.merge(key, 1, Integer::sum);
        }
    }

    /** Releases one if there are more than a limit allows, in total or with its key. */
    public synchronized boolean releaseIfExceeded(@Nullable Object key) {
        if (total.get() <= maxTotal && (key == null || counts.getOrDefault(key, 0) <= maxPerKey)) {
            return false;
        }
        release(key);
        return true;
    }

    /** Whether the limit of the total is reached. */
    public boolean isFull() {
        return total.get() >= maxTotal;
    }

    public void release(@Nullable Object key) {
        total.decrementAndGet();
        if (key != null) {
            counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
        }
    }
}
