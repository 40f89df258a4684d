package dev.porchlight.socket.request;

import org.bson.types.ObjectId;

/** {@code closeChat}, {@code deleteChat}, {@code banGuest} and {@code unbanGuest}. */
public record ChatRequest(ObjectId chatId) {

    public static ChatRequest parse(Payload payload) {
        return new ChatRequest(payload.objectId("chatId"));
    }
}
