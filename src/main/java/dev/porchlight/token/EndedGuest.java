package dev.porchlight.token;

import java.time.Instant;
import org.bson.types.ObjectId;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Says of one guest which tokens ended before their time. It stands apart from the guest, whom it outlives: an erased
 * guest's tokens must not come back to life. The store forgets it once every such token has expired by itself.
 */
@Document("endedGuests")
record EndedGuest(
        @Id ObjectId id,
        Instant tokensNotBefore,
        @Indexed(expireAfter = "0s") Instant expiresAt) {}
