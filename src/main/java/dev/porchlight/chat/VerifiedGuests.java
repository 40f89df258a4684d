package dev.porchlight.chat;

import dev.porchlight.error.RequestException;
import dev.porchlight.guest.Guest;
import dev.porchlight.guest.GuestService;
import dev.porchlight.site.SiteSecrets;
import dev.porchlight.token.identity.Identity;
import dev.porchlight.token.identity.IdentityVerifier;
import dev.porchlight.validation.EmailAddress;
import dev.porchlight.validation.InputText;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.stereotype.Component;

/** Guests whom their website vouches for: the same one on every device. They never merge with anybody met before. */
@Component
@RequiredArgsConstructor
final class VerifiedGuests {

    private final IdentityVerifier identities;
    private final SiteSecrets secrets;
    private final GuestService guests;

    /**
     * The guest as the website describes her, not stored yet.
     *
     * @throws RequestException {@code UNAUTHORIZED} if the identity is not good: it never makes an unverified guest
     */
    Guest guest(ObjectId ownerId, OpenChatRequest wish, String jwt) {
        String domain = wish.domain().value();
        Identity identity = identities.verify(jwt, secrets.verifying(ownerId), domain);
        String subject;
        String name;
        String email;
        try {
            subject = InputText.wellFormed("sub", identity.subject());
            name = identity.name() == null
                    ? wish.name()
                    : InputText.line("name", identity.name(), OpenChatRequest.MAX_NAME_LENGTH);
            email = identity.email() == null
                    ? wish.emailValue()
                    : EmailAddress.parse(identity.email()).value();
        } catch (RequestException malformed) {
            throw IdentityVerifier.rejected();
        }
        return guests.newVerifiedGuest(ownerId, domain, subject, name, email);
    }
}
