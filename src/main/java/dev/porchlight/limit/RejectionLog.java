package dev.porchlight.limit;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import lombok.AccessLevel;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/** Says in one line of the log that many requests, or what else a port rejects, were rejected within a minute. Thread-safe. */
@Slf4j
@RequiredArgsConstructor(access = AccessLevel.PACKAGE)
public final class RejectionLog {

    static final int MANY = 100;
    static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String what;
    private final LongSupplier nanoTime;
    private final Map<String, Integer> counts = new HashMap<>();
    private long startNanos;
    private int total;
    private boolean logged;

    /** @param what is rejected, in the plural */
    public RejectionLog(String what) {
        this(what, System::nanoTime);
    }

    /** @param rule one of a fixed set of names */
    public synchronized void rejected(String rule) {
        long now = nanoTime.getAsLong();
        if (total == 0 || now - startNanos >= MINUTE_NANOS) {
            restart(now);
        }
        counts.merge(rule, 1, Integer::sum);
        total++;
        if (total >= MANY && !logged) {
            logged = true;
            log.warn(
                    "Many {} are rejected: {} within {} s, by rule: {}. (Logged at most once a minute; the meters have all.)",
                    what,
                    total,
                    TimeUnit.NANOSECONDS.toSeconds(now - startNanos),
                    byRule());
        }
    }

    private void restart(long now) {
        startNanos = now;
        counts.clear();
        total = 0;
        logged = false;
    }

    private String byRule() {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
