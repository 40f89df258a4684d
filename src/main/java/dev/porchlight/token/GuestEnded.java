package dev.porchlight.token;

import java.time.Instant;
import org.bson.types.ObjectId;

/**
 * Published once a guest's tokens are no more: whoever serves them must stop at once.
 *
 * @param notBefore tokens issued earlier have ended
 */
public record GuestEnded(ObjectId guestId, Instant notBefore) {

    public boolean concerns(Principal principal) {
        return principal instanceof GuestPrincipal guest
                && guest.id().equals(guestId)
                && guest.issuedAt().isBefore(notBefore);
    }
}
