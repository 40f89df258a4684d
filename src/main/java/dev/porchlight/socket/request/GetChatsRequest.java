package dev.porchlight.socket.request;

import dev.porchlight.chat.ChangesQuery;

/**
 * {@code getChats}.
 *
 * @param allOnline whether the reply is to name all of the owner's chats whose guests are online
 */
public record GetChatsRequest(ChangesQuery query, boolean allOnline) {

    public static GetChatsRequest parse(Payload payload) {
        return new GetChatsRequest(
                ChangesQuery.of(payload.optionalString("since"), payload.optionalLong("limit")),
                payload.optionalBoolean("allOnline", false));
    }
}
