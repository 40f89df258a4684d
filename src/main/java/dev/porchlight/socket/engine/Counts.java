package dev.porchlight.socket.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** How many of something there are in all, and in each group; what belongs to no group is {@code null}. */
@RequiredArgsConstructor
final class Counts {

    private final int maxInAll;
    private final int maxPerGroup;
    private final AtomicInteger all = new AtomicInteger();
    private final Map<Object, Integer> counts = new ConcurrentHashMap<>();

    /** @return whether there was room for one more, which is to be given back by {@link #remove} */
    boolean add(@Nullable Object group) {
        if (all.incrementAndGet() <= maxInAll && addToGroup(group)) {
            return true;
        }
        all.decrementAndGet();
        return false;
    }

    private boolean addToGroup(@Nullable Object group) {
        boolean[] room = {true};
        if (group != null) {
            counts.merge(group, 1, (count, one) -> {
                room[0] = count < maxPerGroup;
                return room[0] ? count + one : count;
            });
        }
        return room[0];
    }

    /** Whether there is no room for anybody. */
    boolean isFull() {
        return all.get() >= maxInAll;
    }

    void remove(@Nullable Object group) {
        all.decrementAndGet();
        if (group != null) {
            counts.computeIfPresent(group, (same, count) -> count == 1 ? null : count - 1);
        }
    }
}
