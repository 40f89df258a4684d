package dev.porchlight.chat.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which side of a chat. */
public enum Role {
    GUEST,
    OWNER;

    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
