package dev.porchlight.limit;

import java.time.Duration;

/**
 * The rate of a token bucket.
 *
 * @param burst how many tokens a full bucket holds
 * @param intervalNanos after how long one token is refilled
 */
record Bandwidth(int burst, long intervalNanos) {

    /** A burst of {@code count}, refilled evenly over each period. */
    static Bandwidth per(Duration period, int count) {
        return new Bandwidth(count, period.toNanos() / count);
    }

    static Bandwidth perSecond(int count, int burst) {
        return new Bandwidth(burst, Duration.ofSeconds(1).toNanos() / count);
    }

    /** How long an empty bucket takes to refill. */
    long refillNanos() {
        return burst * intervalNanos;
    }
}
