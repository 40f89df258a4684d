package dev.porchlight.chat;

import dev.porchlight.chat.model.ChatCursor;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.error.RequestException;
import org.jspecify.annotations.Nullable;

/**
 * Which chats of an owner, newest activity first.
 *
 * @param limit 1 to 100
 * @param before the position to go on from, or {@code null} to start with the newest
 */
public record ChatListQuery(
        ChatStatus status, int limit, @Nullable ChatCursor before) {

    private static final int MAX_LIMIT = 100;

    /**
     * @param limit {@code null} for 100; more is taken for 100
     * @param before the {@code next} of an earlier page
     * @throws RequestException {@code INVALID} for a position that this server has not issued, or a limit below 1
     */
    public static ChatListQuery of(ChatStatus status, @Nullable Long limit, @Nullable String before) {
        return new ChatListQuery(status, pageSize(limit), before == null ? null : ChatCursor.parse("before", before));
    }

    static int pageSize(@Nullable Long limit) {
        if (limit != null && limit < 1) {
            throw RequestException.invalid("limit must be at least 1.");
        }
        return limit == null ? MAX_LIMIT : (int) Math.min(MAX_LIMIT, limit);
    }
}
