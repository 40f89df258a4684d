package dev.porchlight.token;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.porchlight.cache.ShortLivedCache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The active owner sessions. Each expires after 14 days without use. */
@Component
@RequiredArgsConstructor
final class OwnerSessions {

    private static final Duration LIFETIME = Duration.ofDays(14);
    /** Use extends a session once a day at most: one write a day, not one a request. */
    private static final Duration EXTEND_AFTER = Duration.ofDays(1);
    /** Longer than a revocation takes, and than the interval at which connections are checked. */
    private static final Duration REVOKED_HERE_LIFETIME = Duration.ofMinutes(1);

    private static final int MAX_PER_OWNER = 100;

    private final MongoOperations mongo;
    private final Clock clock;
    private final ShortLivedCache<String, Instant> expiries = new ShortLivedCache<>(100_000);
    /** Sessions that this process revoked within the last minute. A check that finds one missing before its revocation is
     * published then gives the reason {@code loggedOut}, not {@code ended}. */
    private final Cache<String, Boolean> revokedByThisProcess = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(REVOKED_HERE_LIFETIME)
            .build();

    /** @return the new session's id */
    String start(ObjectId ownerId, @Nullable String userAgent) {
        Instant now = clock.instant();
        OwnerSession session =
                new OwnerSession(UUID.randomUUID().toString(), ownerId, now, now.plus(LIFETIME), userAgent);
        mongo.insert(session);
        return session.id();
    }

    boolean isActive(String id) {
        return expiries.get(id, this::loadExpiry).isAfter(clock.instant());
    }

    /** @return whether it existed */
    boolean revoke(String id) {
        return revoke(Set.of(id)) > 0;
    }

    /** @return the ids of those revoked */
    Set<String> revokeMatching(ObjectId ownerId, Predicate<OwnerSession> matching) {
        Set<String> ids = mongo.find(query(where("ownerId").is(ownerId)), OwnerSession.class).stream()
                .filter(matching)
                .map(OwnerSession::id)
                .collect(Collectors.toSet());
        revoke(ids);
        return ids;
    }

    /**
     * Revokes the owner's oldest sessions beyond the maximum.
     *
     * @param newestId never revoked, even if it seems the oldest because the clock was set back
     * @return the ids of those revoked
     */
    Set<String> revokeSurplus(ObjectId ownerId, String newestId) {
        Set<String> ids = mongo.find(latestFirst(ownerId), OwnerSession.class).stream()
                .map(OwnerSession::id)
                .filter(id -> !id.equals(newestId))
                .skip(MAX_PER_OWNER - 1)
                .collect(Collectors.toSet());
        revoke(ids);
        return ids;
    }

    private long revoke(Set<String> ids) {
        if (ids.isEmpty()) {
            return 0;
        }
        ids.forEach(id -> revokedByThisProcess.put(id, true));
        long removed =
                mongo.remove(query(where("_id").in(ids)), OwnerSession.class).getDeletedCount();
        // After the removal: a concurrent read would otherwise cache the earlier value again.
        expiries.invalidateAll(ids);
        return removed;
    }

    /** What is remembered of them, as another process has removed some. */
    void forgetAll() {
        expiries.invalidateAll();
    }

    /** The owner's active sessions, the latest first. */
    List<OwnerSession> listActive(ObjectId ownerId) {
        return mongo.find(latestFirst(ownerId).limit(MAX_PER_OWNER), OwnerSession.class);
    }

    private Query latestFirst(ObjectId ownerId) {
        return query(where("ownerId").is(ownerId).and("expiresAt").gt(clock.instant()))
                .with(Sort.by(Sort.Direction.DESC, "createdAt"));
    }

    /** Whether this process revoked the session within the last minute. */
    boolean isRevokedByThisProcess(String id) {
        return revokedByThisProcess.getIfPresent(id) != null;
    }

    /** Those of the given sessions that are no longer active, whatever ended them; bypasses the cache. */
    Set<String> findEnded(Collection<String> ids) {
        Set<String> ended = new HashSet<>(ids);
        mongo.find(query(where("_id").in(ids)), OwnerSession.class).stream()
                .filter(session -> session.expiresAt().isAfter(clock.instant()))
                .forEach(session -> ended.remove(session.id()));
        return ended;
    }

    /** Must be called when another process has revoked sessions. */
    void forget(Collection<String> ids) {
        expiries.invalidateAll(ids);
    }

    private Instant loadExpiry(String id) {
        OwnerSession session = mongo.findById(id, OwnerSession.class);
        Instant now = clock.instant();
        if (session == null || !session.expiresAt().isAfter(now)) {
            return Instant.MIN;
        }
        Instant extended = now.plus(LIFETIME);
        if (session.expiresAt().plus(EXTEND_AFTER).isAfter(extended)) {
            return session.expiresAt();
        }
        mongo.updateFirst(query(where("_id").is(id)), new Update().set("expiresAt", extended), OwnerSession.class);
        return extended;
    }
}
