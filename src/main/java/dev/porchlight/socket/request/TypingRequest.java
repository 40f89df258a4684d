package dev.porchlight.socket.request;

import org.bson.types.ObjectId;

/**
 * {@code typing}.
 *
 * @param typing {@code true} if absent
 */
public record TypingRequest(ObjectId chatId, boolean typing) {

    public static TypingRequest parse(Payload payload) {
        return new TypingRequest(payload.objectId("chatId"), payload.optionalBoolean("typing", true));
    }
}
