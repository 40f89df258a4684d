package dev.porchlight.token;

import java.time.Instant;
import org.bson.types.ObjectId;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;

/** One log-in of an owner; the store forgets it once it expired. */
@Document("sessions")
record OwnerSession(
        @Id String id,
        ObjectId ownerId,
        Instant createdAt,
        @Indexed(expireAfter = "0s") Instant expiresAt) {}
