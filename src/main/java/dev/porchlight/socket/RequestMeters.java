package dev.porchlight.socket;

import dev.porchlight.error.Envelope;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Component;

/** Meters of requests: how many by event and outcome, how long their handling takes, and the workers. */
@Component
@RequiredArgsConstructor
final class RequestMeters {

    private static final String EVENT = "event";

    private final MeterRegistry registry;

    /** @param event one of the protocol's or {@code unknown}, so that clients cannot create meters */
    void countReply(String event, Object reply) {
        String outcome = reply instanceof Envelope envelope && envelope.code() != null
                ? envelope.code().name()
                : "OK";
        registry.counter("porchlight.socket.requests", EVENT, event, "outcome", outcome)
                .increment();
    }

    /** @param time without that spent in the queue */
    void recordHandling(String event, Duration time) {
        registry.timer("porchlight.socket.handler", EVENT, event).record(time);
    }

    void monitor(ExecutorService workers) {
        ExecutorServiceMetrics.monitor(registry, workers, "requests", "porchlight.socket", List.of());
    }
}
