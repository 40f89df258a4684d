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

    /** A cursor starts this much before now, so that changes which are stored late or by a slower clock are read again. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    /** Whether it begins with the first change of all, so that the client knows no chat and needs none of the deleted ones. */
    boolean isFromStart() {
        return after.time().equals(Instant.EPOCH);
    }

    /**
     * @param since the {@code cursor} of an earlier reply, or {@code null} for all chats
     * @param limit {@code null} for 100; more is taken for 100
     * @throws RequestException {@code INVALID} for a cursor that this server has not issued, or a limit below 1
     */
    public static ChangesQuery of(@Nullable String since, @Nullable Long limit) {
        ChatCursor after = since == null ? new ChatCursor(Instant.EPOCH, LOWEST_ID) : ChatCursor.parse("since", since);
        return new ChangesQuery(after, ChatListQuery.pageSize(limit));
    }

    /** The cursor of a reply: for a client that knows everything up to now. */
    static String nextCursor(Instant now) {
        return new ChatCursor(now.minus(OVERLAP), LOWEST_ID).toString();
    }
}
