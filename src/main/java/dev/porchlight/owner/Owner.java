package dev.porchlight.owner;

import java.time.Instant;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * An account. The room {@code site} keeps a field of its own, {@code site}, in the same stored documents: change single
 * fields, never save a whole account.
 *
 * @param exactEmail that the address is what was typed, by today's rules; {@code null} for one stored before, when
 *     {@code faß.example} became {@code fass.example}
 * @param exactDomain that likewise of the domain
 * @param domainProvedAt when the owner verified the domain; {@code null} for a domain that is only claimed
 * @param lostDomain until all chats of it are closed; at most one, since a verified domain cannot be lost
 * @param disabledAt when the operator disabled it; {@code null} for one that may be used
 */
@Document("owners")
record Owner(
        @Id ObjectId id,
        @Indexed(unique = true) String email,
        @Nullable Boolean exactEmail,
        @Indexed(unique = true) String domain,
        @Nullable Boolean exactDomain,
        String passwordHash,
        Instant createdAt,
        @Nullable Instant domainProvedAt,
        @Nullable LostDomain lostDomain,
        @Indexed @Nullable Instant disabledAt) {}
