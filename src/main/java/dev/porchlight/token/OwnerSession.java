package dev.porchlight.token;

import dev.porchlight.token.key.Fingerprint;
import java.time.Instant;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * One log-in of an owner; the store removes it when it expires.
 *
 * @param id part of the token, so never shown
 * @param userAgent as the browser sent it
 */
@Document("sessions")
record OwnerSession(
        @Id String id,
        @Indexed ObjectId ownerId,
        Instant createdAt,
        @Indexed(expireAfter = "0s") Instant expiresAt,
        @Nullable String userAgent) {

    /** Identifies it without revealing its id. */
    String publicId() {
        return Fingerprint.of(id, 12);
    }
}
