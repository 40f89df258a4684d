package dev.porchlight.guest;

import java.time.Instant;
import org.bson.types.ObjectId;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.CompoundIndex;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * An address that may open no chats of one owner until the ban expires.
 *
 * @param id of the guest whose ban it belongs to
 * @param address as in {@link LastAddress}
 */
@Document("bans")
@CompoundIndex(name = "owner_address", def = "{'ownerId': 1, 'address': 1}")
record AddressBan(
        @Id ObjectId id,
        ObjectId ownerId,
        String address,
        @Indexed(expireAfter = "0s") Instant expiresAt) {}
