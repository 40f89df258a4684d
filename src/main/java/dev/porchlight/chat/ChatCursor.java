package dev.porchlight.chat;

import dev.porchlight.error.RequestException;
import java.time.Instant;
import org.bson.types.ObjectId;

/** A place in a list of chats; opaque to clients. */
public record ChatCursor(Instant lastActivityAt, ObjectId id) {

    static ChatCursor of(ChatView chat) {
        return new ChatCursor(chat.lastActivityAt(), chat.id());
    }

    /** @throws RequestException {@code INVALID} if it is not one of ours */
    static ChatCursor parse(String text) {
        int dash = text.indexOf('-');
        try {
            Instant lastActivityAt = Instant.ofEpochMilli(Long.parseLong(text.substring(0, Math.max(0, dash)), 36));
            return new ChatCursor(lastActivityAt, new ObjectId(text.substring(dash + 1)));
        } catch (IllegalArgumentException e) {
            throw RequestException.invalid("before must be the next of an earlier reply.");
        }
    }

    @Override
    public String toString() {
        return Long.toString(lastActivityAt.toEpochMilli(), 36) + "-" + id.toHexString();
    }
}
