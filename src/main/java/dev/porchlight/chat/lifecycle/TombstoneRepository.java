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

/** Deleted chats, and what is still to be done about them. */
@Component
@RequiredArgsConstructor
final class TombstoneRepository {

    private final MongoOperations mongo;
    private final Clock clock;

    /** Those due, the longest first. */
    List<Tombstone> toSweep(int limit) {
        Query due = query(where("sweepAt").lte(clock.instant()))
                .with(Sort.by("sweepAt"))
                .limit(limit);
        return mongo.find(due, Tombstone.class);
    }

    void sweepLater(Tombstone swept, Instant time) {
        mongo.updateFirst(undisturbed(swept), new Update().set("sweepAt", time), Tombstone.class);
    }

    void forgetAt(Tombstone swept, Instant time) {
        mongo.updateFirst(undisturbed(swept), new Update().unset("sweepAt").set("expiresAt", time), Tombstone.class);
    }

    /** As long as nobody asked meanwhile to have it swept again. */
    private static Query undisturbed(Tombstone swept) {
        return query(where("_id").is(swept.id()).and("sweepAt").is(swept.sweepAt()));
    }
}
