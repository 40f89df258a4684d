package dev.porchlight.token;

import dev.porchlight.token.key.Fingerprint;
import java.time.Instant;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * One log-in of an owner; the store forgets it once it expired.
 *
 * @param userAgent what the browser said of itself
 */
@Document("sessions")
record OwnerSession(
        @Id String id,
        @Indexed ObjectId ownerId,
        Instant createdAt,
        @Indexed(expireAfter = "0s") Instant expiresAt,
        @Nullable String userAgent) {

    /** A name that can be shown: the id itself is part of the token. */
    String publicName() {
        return Fingerprint.of(id, 12);
    }
}
