package dev.porchlight.chat.model;

import dev.porchlight.validation.InputText;
import java.time.Instant;
import org.bson.types.ObjectId;

/** The newest message of a chat, as stored in the chat, with its text truncated. */
public record LastMessage(ObjectId id, long seq, ObjectId from, Role role, String message, Instant sentAt) {

    /** In UTF-16 code units, without the ellipsis. */
    private static final int MAX_LENGTH = 240;

    public static LastMessage of(Message message) {
        return new LastMessage(
                message.id(),
                message.seq(),
                message.from(),
                message.role(),
                shorten(message.message()),
                message.sentAt());
    }

    private static String shorten(String text) {
        return text.length() <= MAX_LENGTH ? text : InputText.start(text, MAX_LENGTH) + "…";
    }
}
