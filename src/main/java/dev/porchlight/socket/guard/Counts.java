package dev.porchlight.socket.guard;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** How many of something each group has; what belongs to no group ({@code null}) is not counted. */
@RequiredArgsConstructor
final class Counts {

    private final int max;
    private final Map<Object, Integer> counts = new ConcurrentHashMap<>();

    /** @return whether there was room for one more, which is to be given back by {@link #remove} */
    boolean add(@Nullable Object group) {
        boolean[] room = {true};
        if (group != null) {
            counts.merge(group, 1, (count, one) -> {
                room[0] = count < max;
                return room[0] ? count + one : count;
            });
        }
        return room[0];
    }

    void remove(@Nullable Object group) {
        if (group != null) {
            counts.computeIfPresent(group, (same, count) -> count == 1 ? null : count - 1);
        }
    }
}
