package dev.porchlight.site.widget;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.porchlight.error.RequestException;
import dev.porchlight.validation.InputText;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a visitor is asked for something before a chat begins. */
public enum FieldRequirement {
    REQUIRED,
    OPTIONAL,
    NO;

    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static FieldRequirement parse(String field, @Nullable String word) {
        String given = InputText.required(field, word);
        return Arrays.stream(values())
                .filter(requirement -> requirement.word().equals(given))
                .findFirst()
                .orElseThrow(() -> RequestException.invalid(field + " must be required, optional or no."));
    }

    /** {@code false} if the field must not be stored even if it is given. */
    public boolean isWanted() {
        return this != NO;
    }
}
