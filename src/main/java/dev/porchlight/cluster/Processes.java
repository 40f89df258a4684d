package dev.porchlight.cluster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lombok.RequiredArgsConstructor;

/** The other processes, each with a lease that it renews every second. */
@RequiredArgsConstructor
final class Processes {

    /** As long as a process may pause without its guests seeming to leave. */
    private static final Duration LEASE = Duration.ofSeconds(15);
    /** In which the clients of a process that stopped come to others. */
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    private final Clock clock;
    private final Map<String, Instant> expiries = new ConcurrentHashMap<>();

    void heard(String process) {
        expiries.put(process, clock.instant().plus(LEASE));
    }

    void leaving(String process) {
        expiries.put(process, clock.instant().plus(FAREWELL));
    }

    /** After a time in which nobody could be heard. */
    void renewAll() {
        Instant expiry = clock.instant().plus(LEASE);
        expiries.replaceAll((process, before) -> expiry);
    }

    /** Removes those whose lease has ended. */
    List<String> removeExpired() {
        Instant now = clock.instant();
        return expiries.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(now) && expiries.remove(entry.getKey(), entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    int count() {
        return expiries.size();
    }
}
