package dev.porchlight.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

final class ClusterMeters {

    private final MeterRegistry registry;
    private final Counter published;
    private final Counter lost;
    private final Counter received;

    ClusterMeters(MeterRegistry registry) {
        this.registry = registry;
        published = counter("published");
        lost = counter("lost");
        received = counter("received");
    }

    private Counter counter(String outcome) {
        return registry.counter("porchlight.cluster.messages", "outcome", outcome);
    }

    void observe(BooleanSupplier connected, IntSupplier processes, LongSupplier pendingBytes) {
        gauge("porchlight.cluster.connected", () -> connected.getAsBoolean() ? 1 : 0);
        gauge("porchlight.cluster.processes", () -> 1 + processes.getAsInt());
        gauge("porchlight.cluster.pending", pendingBytes::getAsLong);
    }

    private void gauge(String name, java.util.function.Supplier<@Nullable Number> value) {
        Gauge.builder(name, value).register(registry);
    }

    void published() {
        published.increment();
    }

    void lost() {
        lost.increment();
    }

    void received() {
        received.increment();
    }
}
