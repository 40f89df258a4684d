package dev.porchlight;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.time.Duration;
import lombok.RequiredArgsConstructor;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Component;

/** Up while the store answers a look-up as every request makes them. */
@Component("storeHealthIndicator")
@RequiredArgsConstructor
class StoreHealthIndicator extends AbstractHealthIndicator {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Store store;
    private final MongoOperations mongo;

    @Override
    protected void doHealthCheck(Health.Builder health) {
        mongo.exists(query(where("_id").is("none")).maxTime(PATIENCE), "sessions");
        health.status(store.isHealthy() ? "UP" : "DOWN");
    }
}
