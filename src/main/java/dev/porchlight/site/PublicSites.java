package dev.porchlight.site;

import dev.porchlight.cache.ShortLivedCache;
import dev.porchlight.error.RequestException;
import dev.porchlight.network.RequestSource;
import dev.porchlight.owner.OwnerDomain;
import dev.porchlight.site.widget.WidgetConfigs;
import dev.porchlight.validation.Domain;
import java.time.Clock;
import java.util.function.Predicate;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.stereotype.Component;

/** Sites as their visitors see them. Every opened widget asks for one, so that the store must not be asked each time. */
@Component
@RequiredArgsConstructor
public final class PublicSites {

    private static final int MAX_CACHED = 10_000;

    private final SiteService sites;
    private final OriginLock originLock;
    private final WidgetConfigs widgets;
    private final Clock clock;

    /** Unknown domains are not cached, so that a new account is served at once. */
    private final ShortLivedCache<Domain, OwnerDomain> owners = new ShortLivedCache<>(MAX_CACHED);

    /**
     * @param isOnline whether an owner is online
     * @throws RequestException {@code NOT_FOUND} if nobody answers for the domain, {@code FORBIDDEN} if the site is
     *     locked and the page is not one of its own
     */
    public PublicSiteView show(Domain domain, RequestSource source, Predicate<ObjectId> isOnline) {
        OwnerDomain owner = owners.find(
                        domain, unknown -> sites.findOwner(unknown).orElse(null))
                .orElseThrow(() -> RequestException.notFound("Nobody answers for this domain."));
        ObjectId ownerId = owner.ownerId();
        originLock.requireAllowed(ownerId, owner.domain(), source);
        return PublicSiteView.of(owner.domain(), widgets.of(ownerId), clock.instant(), isOnline.test(ownerId));
    }
}
