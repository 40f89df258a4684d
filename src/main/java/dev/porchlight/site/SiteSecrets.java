package dev.porchlight.site;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.error.RequestException;
import dev.porchlight.owner.OwnerRemoved;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/**
 * The secrets of each site: the current one signs, the previous one still verifies. A collection of their own keeps them
 * out of what is shown or exported.
 */
@Component
@RequiredArgsConstructor
public final class SiteSecrets {

    private static final RetryTemplate RETRIES = new RetryTemplate(RetryPolicy.builder()
            .predicate(OptimisticLockingFailureException.class::isInstance)
            .maxRetries(9)
            .delay(Duration.ZERO)
            .build());

    private final MongoOperations mongo;
    private final Clock clock;

    /** Those that may have signed an identity; none if the owner never asked for one. */
    public List<String> forVerification(ObjectId ownerId) {
        Pair pair = mongo.findById(ownerId, Pair.class);
        return pair == null
                ? List.of()
                : pair.newestFirst().stream().map(SiteSecret::secret).toList();
    }

    /** The newest first; creates one if there is none. */
    List<SiteSecret> loadOrCreateAll(ObjectId ownerId) {
        return loadOrCreate(ownerId).newestFirst();
    }

    /**
     * Creates another secret. The current one becomes the previous one, and the previous one no longer verifies.
     *
     * @throws RequestException {@code UNAVAILABLE} if others rotate all the time
     */
    List<SiteSecret> rotate(ObjectId ownerId) {
        try {
            return RETRIES.invoke(() -> tryRotate(ownerId)).newestFirst();
        } catch (OptimisticLockingFailureException e) {
            throw RequestException.unavailable(e);
        }
    }

    /** @throws OptimisticLockingFailureException if another request rotated the secrets meanwhile */
    private Pair tryRotate(ObjectId ownerId) {
        SiteSecret previous = loadOrCreate(ownerId).current();
        Pair rotated = new Pair(ownerId, SiteSecret.random(clock.instant()), previous);
        long matched = mongo.updateFirst(
                        query(where("_id").is(ownerId).and("current._id").is(previous.id())),
                        new Update().set("current", rotated.current()).set("previous", previous),
                        Pair.class)
                .getMatchedCount();
        if (matched == 0) {
            throw new OptimisticLockingFailureException("The secrets were rotated meanwhile");
        }
        return rotated;
    }

    private Pair loadOrCreate(ObjectId ownerId) {
        Pair pair = mongo.findById(ownerId, Pair.class);
        if (pair != null) {
            return pair;
        }
        try {
            return mongo.insert(new Pair(ownerId, SiteSecret.random(clock.instant()), null));
        } catch (DuplicateKeyException e) {
            // Another request created it meanwhile.
            Pair theirs = mongo.findById(ownerId, Pair.class);
            if (theirs == null) {
                throw e;
            }
            return theirs;
        }
    }

    @EventListener
    void on(OwnerRemoved removed) {
        mongo.remove(query(where("_id").is(removed.ownerId())), Pair.class);
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
