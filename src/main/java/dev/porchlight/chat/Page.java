package dev.porchlight.chat;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The start of what was found: as many as were asked for, and no more than a slow client can be sent at once.
 *
 * @param more whether something was found beside these
 */
record Page<T>(List<T> items, boolean more) {

    private static final int MAX_BYTES = 128 * 1024;

    /**
     * @param found one more than {@code limit}, if there are as many
     * @param jsonBytes the size of one in JSON
     * @return one item at least, if any was found
     */
    static <T> Page<T> of(List<T> found, int limit, ToIntFunction<? super T> jsonBytes) {
        int size = 0;
        int bytes = 0;
        while (size < Math.min(limit, found.size())) {
            bytes += jsonBytes.applyAsInt(found.get(size));
            if (bytes > MAX_BYTES && size > 0) {
                break;
            }
            size++;
        }
        return new Page<>(found.subList(0, size), size < found.size());
    }
}
