package dev.porchlight.web.connection;

import dev.porchlight.limit.RejectionLog;
import io.micrometer.core.instrument.MeterRegistry;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Component;

/** Counts what breaks the bounds of REST, in a meter and in a line of the log if it is much. */
@Component
@RequiredArgsConstructor
public final class Rejections {

    private final MeterRegistry registry;
    private final RejectionLog log = new RejectionLog("requests, bodies or connections of REST");

    /** @param rule the bound that was broken, in a few words; one of a fixed set, since each becomes a meter */
    public void count(String rule) {
        registry.counter("porchlight.rest.rejected", "rule", rule).increment();
        log.rejected(rule);
    }
}
