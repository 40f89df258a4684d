package dev.porchlight.socket.request;

import dev.porchlight.chat.message.HistoryQuery;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** {@code getChatMessages}: of {@code skip}, {@code after} and {@code before} one at most. */
public record GetChatMessagesRequest(
        ObjectId chatId,
        @Nullable Long skip,
        @Nullable Long limit,
        @Nullable Long after,
        @Nullable Long before) {

    public GetChatMessagesRequest {
        HistoryQuery.of(skip, limit, after, before);
    }

    public static GetChatMessagesRequest parse(Payload payload) {
        return new GetChatMessagesRequest(
                payload.objectId("chatId"),
                payload.optionalLong("skip"),
                payload.optionalLong("limit"),
                payload.optionalLong("after"),
                payload.optionalLong("before"));
    }

    public HistoryQuery query() {
        return HistoryQuery.of(skip, limit, after, before);
    }
}
