package dev.porchlight.site;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.porchlight.error.RequestException;
import dev.porchlight.network.RequestSource;
import dev.porchlight.owner.OriginLock;
import dev.porchlight.owner.OwnerService;
import dev.porchlight.validation.Domain;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Predicate;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.stereotype.Component;

/** Websites as their visitors see them. Every widget that is opened asks, so the store is asked seldom. */
@Component
@RequiredArgsConstructor
public final class PublicSites {

    private final OwnerService owners;
    private final OriginLock lock;
    private final WidgetConfigs widgets;
    private final Clock clock;

    /** Not of domains that nobody answers for: whoever registers one is served at once. */
    private final Cache<Domain, ObjectId> ownerIds = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(5))
            .build();

    /**
     * @param isOnline whether an owner is there
     * @throws RequestException {@code NOT_FOUND} if nobody answers for the domain, {@code FORBIDDEN} if the website is
     *     locked to other pages
     */
    public PublicSiteView show(Domain domain, RequestSource source, Predicate<ObjectId> isOnline) {
        ObjectId ownerId =
                ownerIds.get(domain, asked -> owners.findIdByDomain(asked).orElse(null));
        if (ownerId == null) {
            throw RequestException.notFound("Nobody answers for this domain.");
        }
        lock.check(ownerId, domain.value(), source);
        return PublicSiteView.of(domain.value(), widgets.of(ownerId), clock.instant(), isOnline.test(ownerId));
    }
}
