package dev.porchlight.chat;

import dev.porchlight.owner.Domain;
import dev.porchlight.owner.EmailAddress;
import org.jspecify.annotations.Nullable;

/**
 * A guest's wish to chat.
 *
 * @param guestToken of an earlier visit: the only way back into its chat
 */
public record NewChat(
        EmailAddress email,
        String name,
        Domain domain,
        @Nullable String guestToken,
        Visit visit) {}
