package dev.porchlight.chat.model;

import dev.porchlight.error.RequestException;
import java.time.Instant;
import org.bson.types.ObjectId;

/** A position in a list of chats; opaque to clients. */
public record ChatCursor(Instant time, ObjectId id) {

    /** Its position in a list by activity. */
    public static ChatCursor byActivity(Chat chat) {
        return new ChatCursor(chat.lastActivityAt(), chat.id());
    }

    /** Its position in a list by last change. */
    public static ChatCursor byUpdate(Chat chat) {
        return new ChatCursor(chat.updatedAt(), chat.id());
    }

    /**
     * @param field to name in the error
     * @throws RequestException {@code INVALID} if it is not one of ours
     */
    public static ChatCursor parse(String field, String text) {
        int dash = text.indexOf('-');
        try {
            Instant time = Instant.ofEpochMilli(Long.parseLong(text.substring(0, Math.max(0, dash)), 36));
            return new ChatCursor(time, new ObjectId(text.substring(dash + 1)));
        } catch (IllegalArgumentException e) {
            throw RequestException.invalid(field + " must come from an earlier reply.");
        }
    }

    @Override
    public String toString() {
        return Long.toString(time.toEpochMilli(), 36) + "-" + id.toHexString();
    }
}
