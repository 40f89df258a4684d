package dev.porchlight.chat.lifecycle;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.chat.model.Tombstone;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The stored tombstones. */
@Component
@RequiredArgsConstructor
final class TombstoneRepository {

    private final MongoOperations mongo;
    private final Clock clock;

    /** Those whose purge is due, the longest overdue first. */
    List<Tombstone> dueForPurge(int limit) {
        Query due = query(where(Tombstone.PURGE_AT).lte(clock.instant()))
                .with(Sort.by(Tombstone.PURGE_AT))
                .limit(limit);
        return mongo.find(due, Tombstone.class);
    }

    void setPurgeAt(Tombstone purged, Instant time) {
        mongo.updateFirst(unchanged(purged), new Update().set(Tombstone.PURGE_AT, time), Tombstone.class);
    }

    /** Ends the purges, and sets when the store removes the tombstone. */
    void setExpiresAt(Tombstone purged, Instant time) {
        Update update = new Update().unset(Tombstone.PURGE_AT).set("expiresAt", time);
        mongo.updateFirst(unchanged(purged), update, Tombstone.class);
    }

    /** Unless another purge was asked for meanwhile. */
    private static Query unchanged(Tombstone purged) {
        return query(where("_id").is(purged.id()).and(Tombstone.PURGE_AT).is(purged.purgeAt()));
    }
}
