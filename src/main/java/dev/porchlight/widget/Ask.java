package dev.porchlight.widget;

import dev.porchlight.error.RequestException;
import dev.porchlight.validation.InputText;
import org.jspecify.annotations.Nullable;

/** What visitors are asked for. */
public record Ask(Asked name, Asked email) {

    static final Ask BOTH = new Ask(Asked.REQUIRED, Asked.REQUIRED);

    /** @throws RequestException {@code INVALID} if something required was not given */
    public void require(@Nullable String givenName, @Nullable String givenEmail) {
        if (email == Asked.REQUIRED) {
            InputText.required("email", givenEmail);
        }
        if (name == Asked.REQUIRED) {
            InputText.required("name", givenName);
        }
    }
}
