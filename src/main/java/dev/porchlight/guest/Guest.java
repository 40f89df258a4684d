package dev.porchlight.guest;

import java.time.Instant;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.CompoundIndex;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Somebody who asks on an owner's website.
 *
 * @param name as given, if it was
 * @param email as given, if it was: nobody checked whose it is
 * @param verified whether the website vouched for this guest
 * @param subject the website's own name for a verified guest
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
