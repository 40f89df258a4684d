package dev.porchlight.socket.request;

import dev.porchlight.chat.message.HistoryQuery;
import org.bson.types.ObjectId;

/** {@code getChatMessages}: of {@code skip}, {@code after} and {@code before} one at most. */
public record GetChatMessagesRequest(ObjectId chatId, HistoryQuery query) {

    public static GetChatMessagesRequest parse(Payload payload) {
        return new GetChatMessagesRequest(
                payload.objectId("chatId"),
                HistoryQuery.of(
                        payload.optionalLong("skip"),
                        payload.optionalLong("limit"),
                        payload.optionalLong("after"),
                        payload.optionalLong("before")));
    }
}
