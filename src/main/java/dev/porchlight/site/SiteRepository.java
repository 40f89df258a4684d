package dev.porchlight.site;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.owner.LostDomain;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Repository;

/** Stored sites: the field {@code site} of the owners' documents, of which it writes no other. */
@Repository
@RequiredArgsConstructor
class SiteRepository {

    private final MongoOperations mongo;

    Site load(ObjectId ownerId) {
        SiteDocument stored = mongo.findById(ownerId, SiteDocument.class);
        return stored == null ? Site.DEFAULT : stored.siteOrDefault();
    }

    /** Does nothing if the account is gone. */
    void replace(ObjectId ownerId, Site site) {
        mongo.updateFirst(query(where("_id").is(ownerId)), new Update().set("site", site), SiteDocument.class);
    }

    /** In the order of the owners' ids. */
    List<OwnedSite> page(@Nullable ObjectId after, int limit) {
        Query page = after == null ? new Query() : query(where("_id").gt(after));
        return mongo.find(page.with(Sort.by("_id")).limit(limit), SiteDocument.class).stream()
                .map(stored -> new OwnedSite(stored.ownerId(), stored.siteOrDefault(), stored.lostDomain()))
                .toList();
    }

    /** @param lostDomain only read here */
    @Document("owners")
    record SiteDocument(
            @Id ObjectId ownerId,
            @Nullable Site site,
            @Nullable LostDomain lostDomain) {

        Site siteOrDefault() {
            return site == null ? Site.DEFAULT : site;
        }
    }
}
