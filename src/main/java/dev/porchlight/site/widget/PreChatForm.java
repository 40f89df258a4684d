package dev.porchlight.site.widget;

import dev.porchlight.error.RequestException;
import dev.porchlight.validation.InputText;
import org.jspecify.annotations.Nullable;

/** What visitors are asked for before a chat begins. */
public record PreChatForm(FieldRequirement name, FieldRequirement email) {

    static final PreChatForm DEFAULT = new PreChatForm(FieldRequirement.REQUIRED, FieldRequirement.REQUIRED);

    /** @throws RequestException {@code INVALID} if something required was not given */
    public void require(@Nullable String givenName, @Nullable String givenEmail) {
        if (email == FieldRequirement.REQUIRED) {
            InputText.required("email", givenEmail);
        }
        if (name == FieldRequirement.REQUIRED) {
            InputText.required("name", givenName);
        }
    }
}
