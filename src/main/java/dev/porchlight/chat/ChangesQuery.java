package dev.porchlight.chat;

import dev.porchlight.chat.model.ChatCursor;
import dev.porchlight.error.RequestException;
import java.time.Duration;
import java.time.Instant;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Which changes of an owner's chats.
 *
 * @param after the last change that the client knows
 * @param limit 1 to 100
 */
public record ChangesQuery(ChatCursor after, int limit) {

    private static final ObjectId FIRST = new ObjectId(new byte[12]);

    /** For clocks that differ between processes, and for writes that take their time. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    /** Whether the client knows no chat yet, and so needs none of the deleted ones. */
    boolean isFirst() {
        return after.time().equals(Instant.EPOCH);
    }

    /**
     * @param since the {@code cursor} of an earlier reply, or {@code null} for all chats
     * @throws RequestException {@code INVALID} for a cursor that is not one of ours, or a limit below 1
     */
    public static ChangesQuery of(@Nullable String since, @Nullable Long limit) {
        ChatCursor after = since == null ? new ChatCursor(Instant.EPOCH, FIRST) : ChatCursor.parse("since", since);
        return new ChangesQuery(after, ChatListQuery.size(limit));
    }

    /** What a client that knows everything up to now asks with later. */
    static String cursor(Instant now) {
        return new ChatCursor(now.minus(OVERLAP), FIRST).toString();
    }
}
