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

    private static final ObjectId LOWEST_ID = new ObjectId(new byte[12]);

    /** A cursor starts this much earlier, for clock skew between processes and for slow writes. */
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
        ChatCursor after = since == null ? new ChatCursor(Instant.EPOCH, LOWEST_ID) : ChatCursor.parse("since", since);
        return new ChangesQuery(after, ChatListQuery.size(limit));
    }

    /** The cursor for a client that knows everything up to now. */
    static String cursor(Instant now) {
        return new ChatCursor(now.minus(OVERLAP), LOWEST_ID).toString();
    }
}
