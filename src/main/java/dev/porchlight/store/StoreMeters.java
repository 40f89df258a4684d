package dev.porchlight.store;

import dev.porchlight.store.embedded.EmbeddedStore;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Component;

/** Meters of the embedded store; MongoDB has its own. */
@Component
@RequiredArgsConstructor
final class StoreMeters implements MeterBinder {

    private final Store store;

    @Override
    public void bindTo(MeterRegistry registry) {
        EmbeddedStore embedded = store.embedded();
        if (embedded == null) {
            return;
        }
        Gauge.builder("porchlight.store.size", embedded, EmbeddedStore::size)
                .baseUnit("bytes")
                .register(registry);
        FunctionTimer.builder(
                        "porchlight.store.commit",
                        embedded,
                        EmbeddedStore::commits,
                        EmbeddedStore::commitNanos,
                        TimeUnit.NANOSECONDS)
                .register(registry);
    }
}
