package dev.porchlight.chat;

import dev.porchlight.chat.model.ChatCursor;
import java.time.Duration;
import java.time.Instant;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Which changes of an owner's chats.
 *
 * @param after the last that is known
 * @param limit 1 to 100
 */
public record ChangesQuery(ChatCursor after, int limit) {

    private static final ObjectId FIRST = new ObjectId(new byte[12]);

    /** For clocks that differ between processes, and for writes that take their time. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    /** Whether nothing is known yet, not even chats that were deleted since. */
    boolean isFirst() {
        return after.time().equals(Instant.EPOCH);
    }

    /** @param since the {@code cursor} of an earlier answer, or {@code null} for all there is */
    public static ChangesQuery of(@Nullable String since, @Nullable Long limit) {
        ChatCursor after = since == null ? new ChatCursor(Instant.EPOCH, FIRST) : ChatCursor.parse("since", since);
        return new ChangesQuery(after, ChatListQuery.size(limit));
    }

    /** What to ask with later, when everything up to now is known. */
    static String cursor(Instant now) {
        return new ChatCursor(now.minus(OVERLAP), FIRST).toString();
    }
}
