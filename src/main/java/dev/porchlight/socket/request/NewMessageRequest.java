package dev.porchlight.socket.request;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * {@code newMessage}.
 *
 * @param message up to 8 KB of UTF-8
 * @param clientMessageId the idempotency key, a UUID
 */
public record NewMessageRequest(
        ObjectId chatId, String message, @Nullable String clientMessageId) {

    public static NewMessageRequest parse(Payload payload) {
        return new NewMessageRequest(
                payload.objectId("chatId"), payload.text("message"), payload.optionalUuid("clientMessageId"));
    }
}
