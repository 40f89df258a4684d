package dev.porchlight.owner;

import java.time.Instant;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * An account: who answers, and for which website.
 *
 * @param domainProvedAt when she proved that the domain is hers; until then she only says so
 * @param lostDomain as long as chats of it may be open with her; one that was proved is never lost, so it is one at most
 */
@Document("owners")
record Owner(
        @Id ObjectId id,
        @Indexed(unique = true) String email,
        @Indexed(unique = true) String domain,
        String passwordHash,
        Instant createdAt,
        @Nullable Site site,
        @Nullable Instant domainProvedAt,
        @Nullable LostDomain lostDomain) {}
