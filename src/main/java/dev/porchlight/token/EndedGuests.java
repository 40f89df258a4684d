package dev.porchlight.token;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Collectors;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The guests whose tokens ended before their time. */
@Component
@RequiredArgsConstructor
final class EndedGuests {

    /** How long another process may take to notice. */
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    /** For clocks that differ, and for a check that failed. */
    private static final Duration LATELY = Duration.ofMinutes(2);

    private static final Duration KEPT = TokenService.GUEST_TOKEN_LIFETIME.plusDays(1);

    private final MongoOperations mongo;
    private final Clock clock;
    private final Cache<ObjectId, Instant> marks = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(REMEMBERED)
            .build();

    /** Tokens issued earlier have ended. */
    Instant notBefore(ObjectId guestId) {
        return marks.get(guestId, this::load);
    }

    GuestsEnded end(ObjectId guestId) {
        // Tokens know whole seconds only: all of this one end, and the next begins with the following.
        Instant notBefore = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        mongo.upsert(
                query(where("_id").is(guestId)),
                new Update().max("tokensNotBefore", notBefore).max("expiresAt", notBefore.plus(KEPT)),
                EndedGuest.class);
        // Only after the store has it: a check under way would otherwise remember the earlier one.
        marks.invalidate(guestId);
        return new GuestsEnded(Map.of(guestId, notBefore));
    }

    /** Those ended in the last minutes, by whatever process. */
    GuestsEnded lately() {
        Instant since = clock.instant().minus(LATELY).plus(KEPT);
        return new GuestsEnded(mongo.find(query(where("expiresAt").gt(since)), EndedGuest.class).stream()
                .collect(Collectors.toMap(EndedGuest::id, EndedGuest::tokensNotBefore)));
    }

    private Instant load(ObjectId guestId) {
        EndedGuest ended = mongo.findById(guestId, EndedGuest.class);
        return ended == null ? Instant.MIN : ended.tokensNotBefore();
    }
}
