package dev.porchlight.limit;

import java.time.Duration;

/**
 * So many at once, and then again as time passes.
 *
 * @param burst how many an untouched allowance holds
 * @param intervalNanos after how long one more is there
 */
record Bandwidth(int burst, long intervalNanos) {

    /** That many at once, and that many more spread evenly over each period. */
    static Bandwidth per(Duration period, int count) {
        return new Bandwidth(count, period.toNanos() / count);
    }

    static Bandwidth perSecond(int count, int burst) {
        return new Bandwidth(burst, Duration.ofSeconds(1).toNanos() / count);
    }

    /** After how long a used up allowance is as good as an untouched one. */
    long refillNanos() {
        return burst * intervalNanos;
    }
}
