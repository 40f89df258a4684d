package dev.porchlight.store;

import com.mongodb.client.model.Filters;
import dev.porchlight.health.Latency;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Up while the store answers a look-up in time, now and as a rule; Boot's indicator only sends {@code hello}. */
@Slf4j
@Component("storeHealthIndicator")
@RequiredArgsConstructor
class StoreHealthIndicator extends AbstractHealthIndicator {

    private static final long TIMEOUT_MILLIS = 1_000;
    /** Longer, so that it tells slow from away. */
    private static final long PROBE_TIMEOUT_MILLIS = 2_000;

    private final Store store;
    private final MongoOperations mongo;
    private final Latency latency = new Latency();

    @Override
    protected void doHealthCheck(Health.Builder health) {
        if (!store.isHealthy() || latency.isSlow()) {
            health.down();
            return;
        }
        lookUp(TIMEOUT_MILLIS);
        health.up();
    }

    @Scheduled(fixedDelay = Latency.INTERVAL_MILLIS)
    void probeLatency() {
        if (latency.start()) {
            try {
                lookUp(PROBE_TIMEOUT_MILLIS);
            } catch (RuntimeException e) {
                log.debug("The store does not answer", e);
            } finally {
                latency.done();
            }
        }
    }

    private void lookUp(long timeoutMillis) {
        mongo.execute(database -> database.withTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
                .getCollection("sessions")
                .find(Filters.eq("none"))
                .first());
    }
}
