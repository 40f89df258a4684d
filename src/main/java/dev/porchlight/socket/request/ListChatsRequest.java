package dev.porchlight.socket.request;

import dev.porchlight.chat.ChatListQuery;
import dev.porchlight.chat.model.ChatStatus;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code getWaitingChats}, {@code getActiveChats} and {@code getClosedChats}.
 *
 * @param status from the event's name, not a field
 * @param before the {@code next} of an earlier page
 */
public record ListChatsRequest(
        ChatStatus status, @Nullable Long limit, @Nullable String before) {

    public ListChatsRequest {
        ChatListQuery.of(status, limit, before);
    }

    public static Function<Payload, ListChatsRequest> parserOf(ChatStatus status) {
        return payload -> new ListChatsRequest(status, payload.optionalLong("limit"), payload.optionalString("before"));
    }

    public ChatListQuery query() {
        return ChatListQuery.of(status, limit, before);
    }
}
