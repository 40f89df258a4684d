package dev.porchlight.owner;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.porchlight.cache.ShortLivedCache;
import dev.porchlight.token.TokenService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.bson.types.ObjectId;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Notices in the server that a command has disabled an account. */
@Slf4j
@Component
@RequiredArgsConstructor
public final class DisabledOwners {

    private static final int CHECK_MILLIS = 1_000;
    /** Covers clocks that differ between processes, and checks that failed. */
    private static final Duration RECENT = Duration.ofMinutes(2);

    private static final int MAX_CACHED = 10_000;

    private final MongoOperations mongo;
    private final TokenService tokens;
    private final Clock clock;
    private final ShortLivedCache<ObjectId, Boolean> disabled = new ShortLivedCache<>(MAX_CACHED);

    /** Those whose tokens were ended, with the moment at which they were disabled. */
    private final Cache<ObjectId, Instant> ended = Caffeine.newBuilder()
            .maximumSize(MAX_CACHED)
            .expireAfterWrite(RECENT.multipliedBy(2))
            .build();

    /** A change by a command shows within 5 s. */
    public boolean contains(ObjectId ownerId) {
        return disabled.get(ownerId, this::load);
    }

    private boolean load(ObjectId ownerId) {
        return mongo.exists(query(where("_id").is(ownerId).and("disabledAt").ne(null)), Owner.class);
    }

    /** Never throws. */
    @Scheduled(fixedDelay = CHECK_MILLIS)
    void endTokens() {
        try {
            Set<Owner> recent =
                    mongo.find(query(where("disabledAt").gt(clock.instant().minus(RECENT))), Owner.class).stream()
                            .filter(owner -> !Objects.equals(ended.getIfPresent(owner.id()), owner.disabledAt()))
                            .collect(Collectors.toSet());
            if (!recent.isEmpty()) {
                Set<ObjectId> ids = recent.stream().map(Owner::id).collect(Collectors.toSet());
                disabled.invalidateAll(ids);
                tokens.endOwnerTokens(ids);
                recent.forEach(owner -> ended.put(owner.id(), Objects.requireNonNull(owner.disabledAt())));
            }
        } catch (RuntimeException e) {
            log.debug("Disabled accounts could not be looked for; the next look follows in a second", e);
        }
    }
}
