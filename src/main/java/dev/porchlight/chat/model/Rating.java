package dev.porchlight.chat.model;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.porchlight.error.RequestException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a guest thinks of a chat, as it is stored; a later rating replaces it. */
public record Rating(Value value, @Nullable String comment, Instant ratedAt) {

    public static final int MAX_COMMENT_LENGTH = 1000;

    /** Thumbs up or down. */
    public enum Value {
        GOOD,
        BAD;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws RequestException {@code INVALID} if it is neither */
        public static Value parse(String word) {
            return Arrays.stream(values())
                    .filter(value -> value.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> RequestException.invalid("rating must be good or bad."));
        }
    }
}
