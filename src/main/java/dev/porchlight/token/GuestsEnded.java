package dev.porchlight.token;

import java.time.Instant;
import java.util.Map;
import org.bson.types.ObjectId;

/**
 * Published once guests' tokens are no more: whoever serves them must stop at once.
 *
 * @param notBefore by guest: tokens issued earlier have ended
 */
public record GuestsEnded(Map<ObjectId, Instant> notBefore) {

    public boolean concerns(Principal principal) {
        return principal instanceof GuestPrincipal guest
                && notBefore.containsKey(guest.id())
                && guest.issuedAt().isBefore(notBefore.get(guest.id()));
    }
}
