package dev.porchlight.owner;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.error.RequestException;
import java.time.Clock;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The secrets of each website: one that signs, and the one before it. They stand apart from what is shown or exported. */
@Component
@RequiredArgsConstructor
public final class SiteSecrets {

    private static final int ATTEMPTS = 10;

    private final MongoOperations mongo;
    private final Clock clock;

    /** Those that may have signed an identity; none if the owner never asked for one. */
    public List<String> verifying(ObjectId ownerId) {
        Pair pair = mongo.findById(ownerId, Pair.class);
        return pair == null
                ? List.of()
                : pair.newestFirst().stream().map(SiteSecret::secret).toList();
    }

    /** The newest first; made if there is none. */
    List<SiteSecret> show(ObjectId ownerId) {
        return loadOrCreate(ownerId).newestFirst();
    }

    /** Makes another one; the newest of before verifies on, an older one no more. */
    List<SiteSecret> rotate(ObjectId ownerId) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            SiteSecret previous = loadOrCreate(ownerId).current();
            Pair rotated = new Pair(ownerId, SiteSecret.random(clock.instant()), previous);
            boolean unmoved = mongo.updateFirst(
                                    query(where("_id")
                                            .is(ownerId)
                                            .and("current._id")
                                            .is(previous.id())),
                                    new Update()
                                            .set("current", rotated.current())
                                            .set("previous", previous),
                                    Pair.class)
                            .getMatchedCount()
                    > 0;
            if (unmoved) {
                return rotated.newestFirst();
            }
        }
        throw RequestException.unavailable(null);
    }

    private Pair loadOrCreate(ObjectId ownerId) {
        Pair pair = mongo.findById(ownerId, Pair.class);
        if (pair != null) {
            return pair;
        }
        try {
            return mongo.insert(new Pair(ownerId, SiteSecret.random(clock.instant()), null));
        } catch (DuplicateKeyException somebodyWasFirst) {
            Pair theirs = mongo.findById(ownerId, Pair.class);
            if (theirs == null) {
                throw somebodyWasFirst;
            }
            return theirs;
        }
    }

    /** By the owner's id. */
    @Document("siteSecrets")
    record Pair(
            @Id ObjectId ownerId,
            SiteSecret current,
            @Nullable SiteSecret previous) {

        List<SiteSecret> newestFirst() {
            return previous == null ? List.of(current) : List.of(current, previous);
        }
    }
}
