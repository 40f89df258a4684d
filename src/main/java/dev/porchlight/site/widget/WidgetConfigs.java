package dev.porchlight.site.widget;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.cache.ShortLivedCache;
import dev.porchlight.owner.DemoDomain;
import dev.porchlight.owner.OwnerRemoved;
import dev.porchlight.owner.OwnerService;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.context.event.EventListener;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.stereotype.Component;

/** The widget settings of all sites. */
@Component
@RequiredArgsConstructor
public final class WidgetConfigs {

    private static final int MAX_CACHED = 10_000;

    private final MongoOperations mongo;
    private final OwnerService owners;
    private final ShortLivedCache<ObjectId, WidgetConfig> cache = new ShortLivedCache<>(MAX_CACHED);

    /** The default widget for an owner who changed nothing. A change by another process shows within 5 s. */
    public WidgetConfig of(ObjectId ownerId) {
        return cache.get(ownerId, this::load);
    }

    void replace(ObjectId ownerId, WidgetConfig widget) {
        mongo.save(new WidgetDocument(ownerId, widget));
        cache.invalidate(ownerId);
    }

    @EventListener
    void on(OwnerRemoved removed) {
        mongo.remove(query(where("_id").is(removed.ownerId())), WidgetDocument.class);
        cache.invalidate(removed.ownerId());
    }

    private WidgetConfig load(ObjectId ownerId) {
        WidgetDocument stored = mongo.findById(ownerId, WidgetDocument.class);
        if (stored != null) {
            return stored.widget();
        }
        return isDemo(ownerId) ? WidgetConfig.DEMO : WidgetConfig.DEFAULT;
    }

    private boolean isDemo(ObjectId ownerId) {
        return owners.findDomain(ownerId)
                .filter(owner -> owner.domain().equals(DemoDomain.DOMAIN.value()))
                .isPresent();
    }

    @Document("widgets")
    record WidgetDocument(@Id ObjectId ownerId, WidgetConfig widget) {}
}
