package dev.porchlight.socket.request;

import dev.porchlight.chat.ChangesQuery;

/** {@code getChats}. */
public record GetChatsRequest(ChangesQuery query) {

    public static GetChatsRequest parse(Payload payload) {
        return new GetChatsRequest(ChangesQuery.of(payload.optionalString("since"), payload.optionalLong("limit")));
    }
}
