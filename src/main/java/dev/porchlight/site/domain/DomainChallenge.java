package dev.porchlight.site.domain;

import dev.porchlight.validation.Domain;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.bson.types.ObjectId;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;

/** What an owner must publish at a domain to verify it: one challenge per owner, removed by the transfer of the domain. */
@Document("domainChallenges")
record DomainChallenge(
        @Id ObjectId ownerId,
        String domain,
        String value,
        @Indexed(expireAfter = "0s") Instant expiresAt) {

    private static final Duration LIFETIME = Duration.ofDays(7);
    private static final int BYTES = 24;

    static DomainChallenge random(ObjectId ownerId, Domain domain, Instant now) {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new DomainChallenge(
                ownerId,
                domain.value(),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                now.truncatedTo(ChronoUnit.MILLIS).plus(LIFETIME));
    }
}
