package dev.porchlight.web.connection;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.springframework.stereotype.Component;

/** Counts what breaks the bounds of REST, and logs an attack in one line a minute. */
@Slf4j
@Component
@RequiredArgsConstructor
public final class Rejections {

    /** Fewer are a client with a bad line rather than an attack. */
    private static final int ATTACK = 100;

    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final MeterRegistry registry;
    private long windowStartNanos;
    private int inWindow;

    /** @param rule the bound that was broken, in a few words; one of a fixed set, since each becomes a meter */
    public void count(String rule) {
        registry.counter("porchlight.rest.refused", "rule", rule).increment();
        if (isAttack(System.nanoTime())) {
            log.warn(
                    "{} requests or connections to REST were rejected within a minute, the last one by the rule \"{}\";"
                            + " porchlight_rest_refused_total counts them all.",
                    ATTACK,
                    rule);
        }
    }

    private synchronized boolean isAttack(long nowNanos) {
        if (inWindow == 0 || nowNanos - windowStartNanos > WINDOW_NANOS) {
            windowStartNanos = nowNanos;
            inWindow = 0;
        }
        return ++inWindow == ATTACK;
    }
}
