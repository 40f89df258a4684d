package dev.porchlight.owner.registration;

import java.time.Instant;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A permit to make one account; removed once it is made.
 *
 * @param id a hash of its code, which is not stored
 * @param claimedBy the account that is being made with it
 */
@Document("invitations")
record Invitation(
        @Id String id,
        @Indexed(expireAfter = "0s") Instant expiresAt,
        @Nullable ObjectId claimedBy,
        @Nullable Instant claimedAt) {}
