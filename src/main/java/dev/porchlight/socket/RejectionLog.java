package dev.porchlight.socket;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/** Says in one line of the log that many requests, packets or connections were rejected within a minute. Thread-safe. */
@Slf4j
@RequiredArgsConstructor
final class RejectionLog {

    static final int MANY = 100;
    static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** After a restart every client asks for a session that is gone; what is over the budget has a line of its own. */
    private static final Set<String> NOT_COUNTED = Set.of("unknown session", "waiting bytes over the budget");

    private final LongSupplier nanoTime;
    private final Map<String, Integer> counts = new HashMap<>();
    private long startNanos;
    private int total;
    private boolean logged;

    /** @param rule one of a fixed set of names */
    synchronized void rejected(String rule) {
        if (NOT_COUNTED.contains(rule)) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (total == 0 || now - startNanos >= MINUTE_NANOS) {
            restart(now);
        }
        counts.merge(rule, 1, Integer::sum);
        total++;
        if (total >= MANY && !logged) {
            logged = true;
            log.warn(
                    "Many requests, packets or connections are rejected: {} within {} s, by rule: {}. (Logged at most once a"
                            + " minute; the meters have all.)",
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
