package dev.porchlight.token;

import java.time.Instant;
import java.util.Map;
import org.bson.types.ObjectId;

/**
 * Published after guests' tokens are revoked; listeners stop serving them at once.
 *
 * @param notBefore by guest: tokens issued earlier are revoked
 */
public record GuestTokensRevoked(Map<ObjectId, Instant> notBefore) {

    public boolean concerns(Principal principal) {
        return principal instanceof GuestPrincipal guest
                && notBefore.containsKey(guest.id())
                && guest.issuedAt().isBefore(notBefore.get(guest.id()));
    }
}
