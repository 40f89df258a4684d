package dev.porchlight.chat;

import dev.porchlight.chat.model.Visit;
import dev.porchlight.network.RequestSource;
import dev.porchlight.site.widget.PreChatForm;
import dev.porchlight.validation.Domain;
import dev.porchlight.validation.EmailAddress;
import org.jspecify.annotations.Nullable;

/**
 * A guest's wish to chat.
 *
 * @param email required or not as the website asks, as is {@code name}
 * @param guestToken of an earlier visit: the way back into its chat
 * @param identity the website's word for who this is; it wins over the token, and one that is not good opens nothing
 */
public record OpenChatRequest(
        @Nullable EmailAddress email,
        @Nullable String name,
        Domain domain,
        @Nullable String guestToken,
        @Nullable String identity,
        Visit visit,
        RequestSource source) {

    public static final int MAX_NAME_LENGTH = 100;

    /** The same without what the website does not want to know. */
    OpenChatRequest asked(PreChatForm ask) {
        return new OpenChatRequest(
                ask.email().isWanted() ? email : null,
                ask.name().isWanted() ? name : null,
                domain,
                guestToken,
                identity,
                visit,
                source);
    }

    @Nullable
    String emailValue() {
        return email == null ? null : email.value();
    }
}
