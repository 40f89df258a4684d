package dev.porchlight.socket.request;

import org.bson.types.ObjectId;

/**
 * {@code markRead}.
 *
 * @param seq of the newest message that was read, from 1
 */
public record MarkReadRequest(ObjectId chatId, long seq) {

    public static MarkReadRequest parse(Payload payload) {
        return new MarkReadRequest(payload.objectId("chatId"), payload.positiveLong("seq"));
    }
}
