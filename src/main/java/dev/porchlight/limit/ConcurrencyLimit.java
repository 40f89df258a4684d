package dev.porchlight.limit;

import java.util.HashMap;
import java.util.Map;

/**
 * How many of something each client may have at a time. Holds an entry only for clients that have any.
 *
 * @param <K> identifies a client
 */
public final class ConcurrencyLimit<K> {

    private final int max;
    private final Map<K, Integer> held = new HashMap<>();

    /** @param max for each client, at least 1 */
    public ConcurrencyLimit(int max) {
        this.max = max;
    }

    /** @return {@code false} if the client has as many as it may; otherwise call {@link #release} once */
    public synchronized boolean tryAcquire(K client) {
        int count = held.getOrDefault(client, 0);
        if (count >= max) {
            return false;
        }
        held.put(client, count + 1);
        return true;
    }

    public synchronized void release(K client) {
        held.computeIfPresent(client, (same, count) -> count == 1 ? null : count - 1);
    }
}
