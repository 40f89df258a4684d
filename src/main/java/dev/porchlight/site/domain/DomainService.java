package dev.porchlight.site.domain;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.error.RequestException;
import dev.porchlight.owner.DemoDomain;
import dev.porchlight.owner.OwnerDomain;
import dev.porchlight.owner.OwnerRemoved;
import dev.porchlight.owner.OwnerService;
import dev.porchlight.site.SiteService;
import dev.porchlight.validation.Domain;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Service;

/** Challenges for domains, and the transfer of a domain to the owner who met the challenge. */
@Service
@RequiredArgsConstructor
class DomainService {

    private static final RetryTemplate RETRIES = new RetryTemplate(RetryPolicy.builder()
            .predicate(DuplicateKeyException.class::isInstance)
            .maxRetries(4)
            .delay(Duration.ZERO)
            .build());

    private final MongoOperations mongo;
    private final OwnerService owners;
    private final SiteService sites;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    /**
     * Creates a challenge, which replaces an earlier one of this owner.
     *
     * @throws RequestException {@code CONFLICT} if another owner has verified the domain
     */
    DomainChallenge createChallenge(ObjectId ownerId, Domain domain) {
        requireNotVerifiedByAnother(ownerId, domain);
        return mongo.save(DomainChallenge.random(ownerId, domain, clock.instant()));
    }

    /** The owner's challenge unless it has expired. */
    Optional<DomainChallenge> findChallenge(ObjectId ownerId) {
        return Optional.ofNullable(mongo.findById(ownerId, DomainChallenge.class))
                .filter(challenge -> challenge.expiresAt().isAfter(clock.instant()));
    }

    /**
     * Transfers the domain of a met challenge to its owner and locks the site, which the owner may undo. Another owner,
     * who has not verified the domain, loses it but keeps the account.
     *
     * @throws RequestException {@code CONFLICT} if another owner has verified the domain, {@code NOT_FOUND} if the
     *     account is gone, {@code UNAVAILABLE} if others register the domain all the time
     */
    void transfer(DomainChallenge challenge) {
        try {
            RETRIES.invoke(() -> tryTransfer(challenge));
        } catch (DuplicateKeyException e) {
            throw RequestException.unavailable(e);
        }
    }

    /** @throws DuplicateKeyException if somebody registered the domain meanwhile, unverified */
    private void tryTransfer(DomainChallenge challenge) {
        ObjectId ownerId = challenge.ownerId();
        Domain domain = new Domain(challenge.domain());
        requireNotVerifiedByAnother(ownerId, domain);
        OwnerDomain account = account(ownerId);
        owners.findByDomain(domain)
                .filter(holder -> !holder.ownerId().equals(ownerId))
                .ifPresent(holder -> release(holder.ownerId(), domain));
        // First, so that the verified domain is never served on foreign pages.
        boolean newlyLocked = sites.lock(account.ownerId());
        try {
            owners.assignVerifiedDomain(ownerId, domain);
        } catch (DuplicateKeyException e) {
            if (newlyLocked) {
                sites.unlock(ownerId);
            }
            throw e;
        }
        mongo.remove(query(where("_id").is(ownerId)), DomainChallenge.class);
    }

    private void requireNotVerifiedByAnother(ObjectId ownerId, Domain domain) {
        if (domain.equals(DemoDomain.DOMAIN) && !account(ownerId).domain().equals(domain.value())) {
            throw RequestException.forbidden("The demo shop's domain is nobody else's.");
        }
        if (owners.findByDomain(domain)
                .filter(holder -> !holder.ownerId().equals(ownerId) && holder.verified())
                .isPresent()) {
            throw RequestException.conflict("Somebody else has proved to hold this domain.");
        }
    }

    private void release(ObjectId holderId, Domain domain) {
        if (owners.releaseUnverifiedDomain(holderId, domain)) {
            events.publishEvent(new DomainTransferred(holderId, domain.value()));
        }
    }

    /** @throws RequestException {@code NOT_FOUND} if the account is gone */
    OwnerDomain account(ObjectId ownerId) {
        return owners.findDomain(ownerId).orElseThrow(() -> RequestException.notFound("This account is no more."));
    }

    @EventListener
    void on(OwnerRemoved removed) {
        mongo.remove(query(where("_id").is(removed.ownerId())), DomainChallenge.class);
    }
}
