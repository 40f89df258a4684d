package dev.porchlight.site;

import dev.porchlight.owner.LostDomain;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** A site with what a pass over all sites needs to know of its owner. */
public record OwnedSite(
        ObjectId ownerId, Site site, @Nullable LostDomain lostDomain) {}
