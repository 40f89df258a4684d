package dev.porchlight.chat.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Waiting until the owner replies, then active; a closed chat opens again with the next message. Of a deleted one only a
 * {@link Tombstone} is left, which only its owner's clients see.
 */
public enum ChatStatus {
    WAITING,
    ACTIVE,
    CLOSED,
    DELETED;

    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status after a message of this side. */
    public ChatStatus after(Role sender) {
        if (sender == Role.OWNER) {
            return ACTIVE;
        }
        return this == CLOSED ? WAITING : this;
    }
}
