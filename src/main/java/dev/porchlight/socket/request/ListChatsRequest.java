package dev.porchlight.socket.request;

import dev.porchlight.chat.ChatListQuery;
import dev.porchlight.chat.model.ChatStatus;
import java.util.function.Function;

/** {@code getWaitingChats}, {@code getActiveChats} and {@code getClosedChats}. */
public record ListChatsRequest(ChatListQuery query) {

    /** @param status from the event's name, not a field */
    public static Function<Payload, ListChatsRequest> parserOf(ChatStatus status) {
        return payload -> new ListChatsRequest(
                ChatListQuery.of(status, payload.optionalLong("limit"), payload.optionalString("before")));
    }
}
