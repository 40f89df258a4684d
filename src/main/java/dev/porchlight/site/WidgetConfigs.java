package dev.porchlight.site;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.stereotype.Component;

/** The widgets of all websites; a change shows within five seconds in every process. */
@Component
@RequiredArgsConstructor
public final class WidgetConfigs {

    private final MongoOperations mongo;
    private final Cache<ObjectId, WidgetConfig> known = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(5))
            .build();

    public WidgetConfig of(ObjectId ownerId) {
        return known.get(ownerId, this::load);
    }

    void replace(ObjectId ownerId, WidgetConfig widget) {
        mongo.save(new OwnedWidget(ownerId, widget));
        known.invalidate(ownerId);
    }

    private WidgetConfig load(ObjectId ownerId) {
        OwnedWidget owned = mongo.findById(ownerId, OwnedWidget.class);
        return owned == null ? WidgetConfig.UNTOUCHED : owned.widget();
    }

    @Document("widgets")
    record OwnedWidget(@Id ObjectId ownerId, WidgetConfig widget) {}
}
