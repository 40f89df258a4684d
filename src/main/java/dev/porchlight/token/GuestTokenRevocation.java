package dev.porchlight.token;

import java.time.Instant;
import org.bson.types.ObjectId;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Revokes the tokens that one guest has. It is a document of its own, since it must outlive an erased guest: otherwise
 * the tokens would be valid again.
 *
 * @param id the guest's
 * @param tokensNotBefore tokens issued earlier are revoked
 * @param expiresAt when the store removes this: every revoked token has expired by then
 */
@Document("endedGuests")
record GuestTokenRevocation(
        @Id ObjectId id,
        Instant tokensNotBefore,
        @Indexed(expireAfter = "0s") Instant expiresAt) {}
