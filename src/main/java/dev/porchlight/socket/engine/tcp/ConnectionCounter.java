package dev.porchlight.socket.engine.tcp;

import dev.porchlight.socket.engine.config.LimitKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Counts connections or sessions in total, by key and by all the keys that are wider, with a limit for each. Thread-safe.
 */
@RequiredArgsConstructor
public final class ConnectionCounter {

    private final int maxTotal;
    /** Of a key for one client; a key for several, such as a network, may have it once for each. */
    private final int maxPerKey;

    private final AtomicInteger total = new AtomicInteger();
    private final ConcurrentMap<LimitKey, Integer> counts = new ConcurrentHashMap<>();

    /**
     * Counts one more, unless a limit is reached.
     *
     * @param key {@code null} to count in the total only
     * @return whether it was counted; the caller must then {@link #release} it once
     */
    public boolean tryAcquire(@Nullable LimitKey key) {
        if (total.incrementAndGet() <= maxTotal && tryIncrementAll(key)) {
            return true;
        }
        total.decrementAndGet();
        return false;
    }

    private boolean tryIncrementAll(@Nullable LimitKey key) {
        if (key == null) {
            return true;
        }
        if (!tryIncrement(key)) {
            return false;
        }
        if (tryIncrementAll(key.wider())) {
            return true;
        }
        decrement(key);
        return false;
    }

    private boolean tryIncrement(LimitKey key) {
        while (true) {
            Integer count = counts.putIfAbsent(key, 1);
            if (count == null) {
                return true;
            }
            if (count >= max(key)) {
                return false;
            }
            if (counts.replace(key, count, count + 1)) {
                return true;
            }
        }
    }

    /** Counts one more, whatever the limits; the caller must {@link #release} it once. */
    public void add(@Nullable LimitKey key) {
        total.incrementAndGet();
        for (LimitKey each = key; each != null; each = each.wider()) {
            counts.merge(each, 1, Integer::sum);
        }
    }

    /**
     * Releases one if there are more than a limit allows, in total or with its key. Synchronized, since two calls at once
     * would both release for one too many.
     */
    public synchronized boolean releaseIfExceeded(@Nullable LimitKey key) {
        if (total.get() <= maxTotal && !isExceeded(key)) {
            return false;
        }
        release(key);
        return true;
    }

    private boolean isExceeded(@Nullable LimitKey key) {
        return key != null && (counts.getOrDefault(key, 0) > max(key) || isExceeded(key.wider()));
    }

    private int max(LimitKey key) {
        return maxPerKey * key.clients();
    }

    /** Whether the limit of the total is reached. */
    public boolean isFull() {
        return total.get() >= maxTotal;
    }

    public void release(@Nullable LimitKey key) {
        total.decrementAndGet();
        for (LimitKey each = key; each != null; each = each.wider()) {
            decrement(each);
        }
    }

    private void decrement(LimitKey key) {
        counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }
}
