package dev.porchlight.token;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The log-ins that are alive. Each slides 14 days ahead while it is used. */
@Component
final class OwnerSessions {

    static final Duration LIFETIME = Duration.ofDays(14);
    /** A session is moved ahead once a day at most, not by every request. */
    private static final Duration SLIDE_AFTER = Duration.ofDays(1);
    /** How long another process may take to notice a log-out. */
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    /** Longer than a log-out takes, and than until the next look at what has ended. */
    private static final Duration LOGGING_OUT = Duration.ofMinutes(1);

    /** Of each owner. */
    private static final int MOST = 100;

    private final MongoOperations mongo;
    private final Clock clock;
    private final Cache<String, Instant> expiries = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(REMEMBERED)
            .build();
    /** Those logged out here: who finds them gone before we have said so knows why. */
    private final Cache<String, Boolean> loggedOut = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(LOGGING_OUT)
            .build();

    OwnerSessions(MongoOperations mongo, Clock clock) {
        this.mongo = mongo;
        this.clock = clock;
    }

    String start(ObjectId ownerId, @Nullable String userAgent) {
        Instant now = clock.instant();
        OwnerSession session =
                new OwnerSession(UUID.randomUUID().toString(), ownerId, now, now.plus(LIFETIME), userAgent);
        mongo.insert(session);
        return session.id();
    }

    boolean isAlive(String sessionId) {
        return expiries.get(sessionId, this::load).isAfter(clock.instant());
    }

    /** @return whether it was alive */
    boolean end(String sessionId) {
        loggedOut.put(sessionId, true);
        boolean ended = mongo.remove(query(where("_id").is(sessionId)), OwnerSession.class)
                        .getDeletedCount()
                > 0;
        // Only after the store forgot it: a check under way would otherwise remember it anew.
        expiries.invalidate(sessionId);
        return ended;
    }

    /** Ends those of an owner's sessions that are to end. @return their ids */
    Set<String> endOf(ObjectId ownerId, Predicate<OwnerSession> which) {
        return end(mongo.find(query(where("ownerId").is(ownerId)), OwnerSession.class).stream()
                .filter(which));
    }

    /** Ends the oldest of an owner's sessions, if they are more than she may have. @return their ids */
    Set<String> endSurplus(ObjectId ownerId, String newest) {
        return end(mongo.find(latestFirst(ownerId), OwnerSession.class).stream()
                // The newest by name: by a clock that was set back it might seem the oldest.
                .filter(session -> !session.id().equals(newest))
                .skip(MOST - 1));
    }

    private Set<String> end(Stream<OwnerSession> sessions) {
        Set<String> ids = sessions.map(OwnerSession::id).collect(Collectors.toSet());
        if (!ids.isEmpty()) {
            ids.forEach(id -> loggedOut.put(id, true));
            mongo.remove(query(where("_id").in(ids)), OwnerSession.class);
            expiries.invalidateAll(ids);
        }
        return ids;
    }

    /** An owner's sessions that are alive, the latest first. */
    List<OwnerSession> of(ObjectId ownerId) {
        return mongo.find(latestFirst(ownerId).limit(MOST), OwnerSession.class);
    }

    private Query latestFirst(ObjectId ownerId) {
        return query(where("ownerId").is(ownerId).and("expiresAt").gt(clock.instant()))
                .with(Sort.by(Sort.Direction.DESC, "createdAt"));
    }

    /** Whether a session that has ended was logged out by this process, just now. */
    boolean isLoggedOut(String sessionId) {
        return loggedOut.getIfPresent(sessionId) != null;
    }

    /** Those of the given sessions that have ended, whoever ended them. */
    Set<String> ended(Collection<String> sessionIds) {
        Set<String> ended = new HashSet<>(sessionIds);
        mongo.find(query(where("_id").in(sessionIds)), OwnerSession.class).stream()
                .filter(session -> session.expiresAt().isAfter(clock.instant()))
                .forEach(session -> ended.remove(session.id()));
        return ended;
    }

    private Instant load(String sessionId) {
        OwnerSession session = mongo.findById(sessionId, OwnerSession.class);
        Instant now = clock.instant();
        if (session == null || !session.expiresAt().isAfter(now)) {
            return Instant.MIN;
        }
        Instant fresh = now.plus(LIFETIME);
        if (session.expiresAt().plus(SLIDE_AFTER).isAfter(fresh)) {
            return session.expiresAt();
        }
        mongo.updateFirst(query(where("_id").is(sessionId)), new Update().set("expiresAt", fresh), OwnerSession.class);
        return fresh;
    }
}
