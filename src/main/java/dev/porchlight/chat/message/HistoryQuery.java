package dev.porchlight.chat.message;

import dev.porchlight.error.RequestException;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of a chat; they always come in order.
 *
 * @param seq the page starts after it, or ends before it
 * @param limit 1 to 200
 */
public record HistoryQuery(Direction direction, long seq, int limit) {

    public enum Direction {
        AFTER,
        BEFORE
    }

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    /**
     * @param skip how many of the oldest to leave out: as the log has no gap, the {@code seq} to start after
     * @throws RequestException {@code INVALID} for two starting points, a negative number or no messages at all
     */
    public static HistoryQuery of(
            @Nullable Long skip, @Nullable Long limit, @Nullable Long after, @Nullable Long before) {
        int startingPoints = (skip == null ? 0 : 1) + (after == null ? 0 : 1) + (before == null ? 0 : 1);
        if (startingPoints > 1) {
            throw RequestException.invalid("Please send only one of skip, after and before.");
        }
        if (negative(skip) || negative(after) || negative(before)) {
            throw RequestException.invalid("skip, after and before must not be negative.");
        }
        if (limit != null && limit < 1) {
            throw RequestException.invalid("limit must be at least 1.");
        }
        int size = (int) Math.min(MAX_LIMIT, limit == null ? DEFAULT_LIMIT : limit);
        if (before != null) {
            return new HistoryQuery(Direction.BEFORE, before, size);
        }
        if (startingPoints == 0 && limit == null) {
            return new HistoryQuery(Direction.BEFORE, Long.MAX_VALUE, MAX_LIMIT);
        }
        long start = after != null ? after : skip != null ? skip : 0;
        return new HistoryQuery(Direction.AFTER, start, size);
    }

    private static boolean negative(@Nullable Long number) {
        return number != null && number < 0;
    }
}
