package dev.porchlight.chat;

import dev.porchlight.error.RequestException;
import dev.porchlight.guest.Guest;
import dev.porchlight.guest.GuestService;
import dev.porchlight.site.SiteSecrets;
import dev.porchlight.token.identity.IdentityClaims;
import dev.porchlight.token.identity.IdentityVerifier;
import dev.porchlight.validation.EmailAddress;
import dev.porchlight.validation.InputText;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.stereotype.Component;

/** Turns an identity, which a website signs, into the guest that it describes; {@link ChatOpener} finds the stored one. */
@Component
@RequiredArgsConstructor
final class GuestVerifier {

    private final IdentityVerifier identities;
    private final SiteSecrets secrets;
    private final GuestService guests;

    /**
     * Verifies an identity.
     *
     * @param identityToken that of the request
     * @return the guest as the website describes them, not stored yet; a name or an e-mail address that it leaves out is
     *     what the visitor typed
     * @throws RequestException {@code UNAUTHORIZED} if the identity is invalid: there is no fallback to an unverified guest
     */
    Guest verify(ObjectId ownerId, OpenChatRequest request, String identityToken) {
        String domain = request.domain().value();
        IdentityClaims claims = identities.verify(identityToken, secrets.forVerification(ownerId), domain);
        String subject;
        String name;
        String email;
        try {
            subject = InputText.wellFormed("sub", claims.subject());
            name = claims.name() == null || InputText.isBlank(claims.name())
                    ? request.name()
                    : InputText.name("name", claims.name(), OpenChatRequest.MAX_NAME_LENGTH);
            email = claims.email() == null
                    ? request.emailValue()
                    : EmailAddress.parse(claims.email()).value();
        } catch (RequestException malformed) {
            throw IdentityVerifier.rejected();
        }
        return guests.newVerifiedGuest(ownerId, domain, subject, name, email);
    }
}
