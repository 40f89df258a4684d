package dev.porchlight.guest;

import java.time.Instant;
import org.bson.types.ObjectId;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * The address that a guest last opened their chat from, so that it can be banned.
 *
 * @param id the guest's
 * @param address a keyed hash, different for each owner
 */
@Document("guestAddresses")
record LastAddress(
        @Id ObjectId id,
        String address,
        @Indexed(expireAfter = "0s") Instant expiresAt) {}
