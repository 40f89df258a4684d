package dev.porchlight.site;

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
                .filter(asked -> asked.word().equals(given))
                .findFirst()
                .orElseThrow(() -> RequestException.invalid(field + " must be required, optional or no."));
    }

    /** Otherwise it is not kept either, should it be given. */
    public boolean isWanted() {
        return this != NO;
    }
}
