package dev.porchlight.guest;

import java.time.Instant;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.CompoundIndex;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A visitor who has a chat with an owner.
 *
 * @param name as the guest gave it
 * @param email as the guest gave it, not verified
 * @param verified whether the website vouched for this guest
 * @param subject the website's own id of a verified guest
 */
@Document("guests")
@CompoundIndex(
        name = "owner_subject",
        def = "{'ownerId': 1, 'subject': 1}",
        unique = true,
        partialFilter = "{'subject': {'$exists': true}}")
@CompoundIndex(name = "owner_id", def = "{'ownerId': 1, '_id': 1}")
public record Guest(
        @Id ObjectId id,
        ObjectId ownerId,
        String domain,
        @Nullable String name,
        @Nullable String email,
        boolean verified,
        Instant createdAt,
        @Nullable String subject) {}
