package dev.porchlight.store;

import com.mongodb.client.model.Filters;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Component;

/** Up while the store answers a look-up in time; Boot's indicator only sends {@code hello}. */
@Component("storeHealthIndicator")
@RequiredArgsConstructor
class StoreHealthIndicator extends AbstractHealthIndicator {

    private static final long TIMEOUT_MILLIS = 1_000;

    private final Store store;
    private final MongoOperations mongo;

    @Override
    protected void doHealthCheck(Health.Builder health) {
        if (!store.isHealthy()) {
            health.down();
            return;
        }
        mongo.execute(database -> database.withTimeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .getCollection("sessions")
                .find(Filters.eq("none"))
                .first());
        health.up();
    }
}
