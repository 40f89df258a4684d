package dev.porchlight.owner;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.token.TokenService;
import dev.porchlight.validation.EmailAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** What the operator does with accounts, from another process than the server's: {@link DisabledOwners} notices there. */
@Component
@RequiredArgsConstructor
public final class OwnerAdministration {

    private final MongoOperations mongo;
    private final OwnerService owners;
    private final TokenService tokens;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    /** An account without its secrets. */
    public record Entry(
            ObjectId id,
            String email,
            String domain,
            boolean domainProved,
            Instant createdAt,
            @Nullable Instant disabledAt) {

        private static Entry of(Owner owner) {
            return new Entry(
                    owner.id(),
                    owner.email(),
                    owner.domain(),
                    owner.domainProvedAt() != null,
                    owner.createdAt(),
                    owner.disabledAt());
        }
    }

    /** In the order of their ids, the oldest first. */
    public List<Entry> page(@Nullable ObjectId after, int limit) {
        Query page = after == null ? new Query() : query(where("_id").gt(after));
        return mongo.find(page.with(Sort.by("_id")).limit(limit), Owner.class).stream()
                .map(Entry::of)
                .toList();
    }

    /** With this address, or, if there is none, from before and perhaps with this address. */
    public Optional<Entry> find(EmailAddress email) {
        return owners.findByEmail(email).map(Entry::of);
    }

    /** From then on nobody logs in, and every session of the owner ends. Idempotent. */
    public void disable(ObjectId ownerId) {
        mongo.updateFirst(
                query(where("_id").is(ownerId).and("disabledAt").is(null)),
                new Update().set("disabledAt", clock.instant()),
                Owner.class);
        tokens.revokeAllOwnerSessions(ownerId);
    }

    public void enable(ObjectId ownerId) {
        mongo.updateFirst(query(where("_id").is(ownerId)), new Update().unset("disabledAt"), Owner.class);
    }

    /** Deletes the account and all that is stored of it. If it fails, it goes on when it is called again. */
    public void remove(ObjectId ownerId) {
        events.publishEvent(new OwnerRemoved(ownerId));
        tokens.revokeAllOwnerSessions(ownerId);
        mongo.remove(query(where("_id").is(ownerId)), Owner.class);
    }
}
