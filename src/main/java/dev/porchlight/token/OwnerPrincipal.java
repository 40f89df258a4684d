package dev.porchlight.token;

import java.time.Duration;
import java.time.Instant;
import org.bson.types.ObjectId;

/** @param ownerSessionId the owner session that the token belongs to, and with which it ends */
public record OwnerPrincipal(ObjectId id, String domain, String ownerSessionId, Instant expiresAt)
        implements Principal {

    /** The bound that no use can move; usually the owner session ends first. */
    static final Duration TOKEN_LIFETIME = Duration.ofDays(365);
}
