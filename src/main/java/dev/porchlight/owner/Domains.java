package dev.porchlight.owner;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.error.RequestException;
import dev.porchlight.validation.Domain;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** Who holds which domain, and who only says so. */
@Component
@RequiredArgsConstructor
final class Domains {

    private static final int ATTEMPTS = 5;

    private final MongoOperations mongo;
    private final OwnerService owners;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    /** Replaces an earlier one. */
    DomainChallenge challenge(ObjectId ownerId, Domain domain) {
        requireUnproved(ownerId, domain);
        return mongo.save(DomainChallenge.random(ownerId, domain, clock.instant()));
    }

    Optional<DomainChallenge> challengeOf(ObjectId ownerId) {
        return Optional.ofNullable(mongo.findById(ownerId, DomainChallenge.class))
                .filter(challenge -> challenge.expiresAt().isAfter(clock.instant()));
    }

    /**
     * Gives the domain of a met challenge to her who met it. From another owner, who never proved it, it is taken: she
     * keeps her account, under a name that nobody can visit.
     */
    void settle(DomainChallenge challenge) {
        Domain domain = new Domain(challenge.domain());
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            requireUnproved(challenge.ownerId(), domain);
            owners.findByDomain(domain)
                    .filter(holder -> !holder.id().equals(challenge.ownerId()))
                    .ifPresent(this::release);
            try {
                give(challenge.ownerId(), domain);
                mongo.remove(query(where("_id").is(challenge.ownerId())), DomainChallenge.class);
                return;
            } catch (DuplicateKeyException somebodyRegisteredIt) {
                // Without a proof: she is next.
            }
        }
        throw RequestException.unavailable(null);
    }

    private void requireUnproved(ObjectId ownerId, Domain domain) {
        if (owners.findByDomain(domain)
                .filter(holder -> !holder.id().equals(ownerId) && holder.domainProvedAt() != null)
                .isPresent()) {
            throw RequestException.conflict("Somebody else has proved to hold this domain.");
        }
    }

    private void release(Owner holder) {
        boolean released = mongo.updateFirst(
                                query(where("_id")
                                        .is(holder.id())
                                        .and("domain")
                                        .is(holder.domain())
                                        .and("domainProvedAt")
                                        .is(null)),
                                new Update()
                                        .set("domain", UUID.randomUUID() + ".invalid")
                                        .set("lostDomain", new LostDomain(holder.domain(), clock.instant())),
                                Owner.class)
                        .getMatchedCount()
                > 0;
        if (released) {
            events.publishEvent(new DomainMoved(holder.id(), holder.domain()));
        }
    }

    /** Whoever proved her domain will not have it served elsewhere: it is locked, which she may undo. */
    private void give(ObjectId ownerId, Domain domain) {
        Owner owner = owners.find(ownerId).orElseThrow(Domains::noAccount);
        Site site = owner.site() == null ? Site.UNTOUCHED : owner.site();
        Update update = new Update()
                .set("domain", domain.value())
                .set("domainProvedAt", clock.instant())
                .set("site", new Site(true, site.allowedOrigins(), site.retentionDays()));
        mongo.updateFirst(query(where("_id").is(ownerId)), update, Owner.class);
        owners.forgetSite(ownerId);
    }

    static RequestException noAccount() {
        return RequestException.notFound("This account is no more.");
    }
}
