package dev.porchlight.chat;

import dev.porchlight.network.Source;
import dev.porchlight.owner.Domain;
import dev.porchlight.owner.EmailAddress;
import org.jspecify.annotations.Nullable;

/**
 * A guest's wish to chat.
 *
 * @param guestToken of an earlier visit: the way back into its chat
 * @param identity the website's word for who this is; it wins over the token, and one that is not good opens nothing
 */
public record NewChat(
        EmailAddress email,
        String name,
        Domain domain,
        @Nullable String guestToken,
        @Nullable String identity,
        Visit visit,
        Source source) {

    public static final int MAX_NAME_LENGTH = 100;
}
