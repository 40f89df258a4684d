package dev.porchlight.limit;

import dev.porchlight.network.AddressBlock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many of something each address block may have at a time, and each {@link AddressBlock#wider wider} block around it
 * all in all. Holds an entry only for blocks that have any. Thread-safe.
 */
public final class AddressLimit {

    private final int max;
    private final Map<AddressBlock, Integer> held = new HashMap<>();

    /** @param max for each client, at least 1; a wider block counts as several {@link AddressBlock#clients} */
    public AddressLimit(int max) {
        this.max = max;
    }

    /** @return {@code false} if the block has as many as it may; otherwise call {@link #release} once */
    public synchronized boolean tryAcquire(AddressBlock block) {
        if (usage(block) >= 1) {
            return false;
        }
        acquire(block);
        return true;
    }

    /** Counts one more, whatever the limit; call {@link #release} once. */
    public synchronized void acquire(AddressBlock block) {
        for (@Nullable AddressBlock each = block; each != null; each = each.wider()) {
            held.merge(each, 1, Integer::sum);
        }
    }

    public synchronized void release(AddressBlock block) {
        for (@Nullable AddressBlock each = block; each != null; each = each.wider()) {
            held.computeIfPresent(each, (same, count) -> count == 1 ? null : count - 1);
        }
    }

    /** @return the part of what it may have that the block has, or a wider one if that is more; from 1 on it is full */
    public synchronized double usage(AddressBlock block) {
        double usage = 0;
        for (@Nullable AddressBlock each = block; each != null; each = each.wider()) {
            double allowed = (double) max * each.clients();
            usage = Math.max(usage, held.getOrDefault(each, 0) / allowed);
        }
        return usage;
    }
}
