package dev.porchlight.chat;

import dev.porchlight.network.Source;
import dev.porchlight.owner.Domain;
import dev.porchlight.owner.EmailAddress;
import dev.porchlight.widget.Ask;
import org.jspecify.annotations.Nullable;

/**
 * A guest's wish to chat.
 *
 * @param email required or not as the website asks, as is {@code name}
 * @param guestToken of an earlier visit: the way back into its chat
 * @param identity the website's word for who this is; it wins over the token, and one that is not good opens nothing
 */
public record NewChat(
        @Nullable EmailAddress email,
        @Nullable String name,
        Domain domain,
        @Nullable String guestToken,
        @Nullable String identity,
        Visit visit,
        Source source) {

    public static final int MAX_NAME_LENGTH = 100;

    /** What a website that asks so keeps of it; likewise {@link #email(Ask)}. */
    @Nullable
    String name(Ask ask) {
        return ask.name().keep("name", name);
    }

    @Nullable
    String email(Ask ask) {
        EmailAddress kept = ask.email().keep("email", email);
        return kept == null ? null : kept.value();
    }
}
