package dev.porchlight.token;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.cache.ShortLivedCache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The guests whose tokens were revoked. */
@Component
@RequiredArgsConstructor
final class GuestTokenRevocations {

    /** Covers clocks that differ between processes, and a check that failed. */
    private static final Duration RECENT = Duration.ofMinutes(2);

    private static final Duration RETENTION = GuestPrincipal.TOKEN_LIFETIME.plusDays(1);

    private final MongoOperations mongo;
    private final Clock clock;
    private final ShortLivedCache<ObjectId, Instant> notBefore = new ShortLivedCache<>(100_000);

    /** @return tokens issued earlier are revoked; {@link Instant#MIN} if none is */
    Instant notBefore(ObjectId guestId) {
        return notBefore.get(guestId, this::load);
    }

    /** Revokes every token issued to the guest until now. */
    GuestTokensRevoked revoke(ObjectId guestId) {
        // Tokens hold whole seconds: every one of this second is revoked, the next one is of the next second.
        Instant moment = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        mongo.upsert(
                query(where("_id").is(guestId)),
                new Update().max("tokensNotBefore", moment).max("expiresAt", moment.plus(RETENTION)),
                GuestTokenRevocation.class);
        // After the write: a concurrent read would otherwise cache the earlier value again.
        notBefore.invalidate(guestId);
        return new GuestTokensRevoked(Map.of(guestId, moment), true);
    }

    /** Those of the last two minutes, also by other processes. */
    GuestTokensRevoked findRecent() {
        Instant since = clock.instant().minus(RECENT).plus(RETENTION);
        return new GuestTokensRevoked(
                mongo.find(query(where("expiresAt").gt(since)), GuestTokenRevocation.class).stream()
                        .collect(Collectors.toMap(GuestTokenRevocation::id, GuestTokenRevocation::tokensNotBefore)),
                false);
    }

    /** Must be called when another process has revoked the guests' tokens. */
    void forget(Collection<ObjectId> guestIds) {
        notBefore.invalidateAll(guestIds);
    }

    private Instant load(ObjectId guestId) {
        GuestTokenRevocation revocation = mongo.findById(guestId, GuestTokenRevocation.class);
        return revocation == null ? Instant.MIN : revocation.tokensNotBefore();
    }
}
