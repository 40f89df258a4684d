package dev.porchlight.site;

import dev.porchlight.cache.ShortLivedCache;
import dev.porchlight.owner.OwnerDomain;
import dev.porchlight.owner.OwnerService;
import dev.porchlight.validation.Domain;
import java.util.List;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Service;

/** Which owner answers for a website, and how it is served. */
@Service
@RequiredArgsConstructor
@EnableConfigurationProperties(DomainSettings.class)
public class SiteService {

    private static final int MAX_CACHED = 10_000;

    private final SiteRepository sites;
    private final OwnerService owners;
    private final DomainSettings domainSettings;
    private final ShortLivedCache<ObjectId, Site> cache = new ShortLivedCache<>(MAX_CACHED);

    /**
     * The owner who answers for a domain; empty for one that must be verified first.
     *
     * @return with the domain as the account has it, which the locks and chats of an older account have, too
     */
    public Optional<OwnerDomain> findOwner(Domain domain) {
        return owners.findAnswering(domain).filter(found -> found.verified() || !domainSettings.requireProof());
    }

    /** The default site for an owner who changed nothing. A change by another process shows within 5 s. */
    public Site of(ObjectId ownerId) {
        return cache.get(ownerId, sites::load);
    }

    /** All sites in the order of their owners' ids, as they are stored now. */
    public List<OwnedSite> page(@Nullable ObjectId afterOwnerId, int limit) {
        return sites.page(afterOwnerId, limit);
    }

    /** As it is stored now. */
    public Site load(ObjectId ownerId) {
        return sites.load(ownerId);
    }

    /** Turns the origin lock on. Returns whether it was off. */
    public boolean lock(ObjectId ownerId) {
        Site site = load(ownerId);
        replace(ownerId, site.withLocked(true));
        return !site.locked();
    }

    /** Turns the origin lock off. */
    public void unlock(ObjectId ownerId) {
        replace(ownerId, load(ownerId).withLocked(false));
    }

    void replace(ObjectId ownerId, Site site) {
        sites.replace(ownerId, site);
        cache.invalidate(ownerId);
    }
}
