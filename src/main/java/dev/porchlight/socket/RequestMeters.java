package dev.porchlight.socket;

import dev.porchlight.error.Envelope;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Component;

/** Counts requests by event and outcome, and measures how long they take to answer. */
@Component
@RequiredArgsConstructor
final class RequestMeters {

    private static final String EVENT = "event";

    private final MeterRegistry registry;

    /** @param event one of the protocol's, so that strangers cannot make up meters */
    void replied(String event, Object reply) {
        String outcome = reply instanceof Envelope envelope && envelope.code() != null
                ? envelope.code().name()
                : "OK";
        registry.counter("porchlight.socket.requests", EVENT, event, "outcome", outcome)
                .increment();
    }

    /** Without the time a request waited for others. */
    void handled(String event, Duration time) {
        registry.timer("porchlight.socket.handler", EVENT, event).record(time);
    }

    void watch(ExecutorService workers) {
        ExecutorServiceMetrics.monitor(registry, workers, "requests", "porchlight.socket", List.of());
    }
}
