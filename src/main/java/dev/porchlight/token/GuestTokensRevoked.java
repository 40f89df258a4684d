package dev.porchlight.token;

import java.time.Instant;
import java.util.Map;
import org.bson.types.ObjectId;

/**
 * Published after guests' tokens are revoked; listeners stop serving them at once.
 *
 * @param notBefore by guest: tokens issued earlier are revoked
 * @param here whether this process revoked them just now, so that other processes cannot know
 */
public record GuestTokensRevoked(Map<ObjectId, Instant> notBefore, boolean here) {

    public boolean concerns(Principal principal) {
        return principal instanceof GuestPrincipal guest
                && notBefore.containsKey(guest.id())
                && guest.issuedAt().isBefore(notBefore.get(guest.id()));
    }
}
