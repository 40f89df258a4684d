package dev.porchlight.guest;

import java.time.Instant;
import org.bson.types.ObjectId;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Somebody who asks on an owner's website.
 *
 * @param email as given: nobody checked whose it is
 * @param verified whether the website vouched for this guest
 */
@Document("guests")
public record Guest(
        @Id ObjectId id,
        ObjectId ownerId,
        String domain,
        String name,
        String email,
        boolean verified,
        Instant createdAt) {}
