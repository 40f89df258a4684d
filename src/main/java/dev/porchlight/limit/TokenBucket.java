package dev.porchlight.limit;

/**
 * A token bucket as the generic cell rate algorithm (GCRA): its whole state is the time at which it is full again.
 * Thread-safe.
 */
public final class TokenBucket {

    private long fullAtNanos;

    /**
     * Consumes one token if there is one.
     *
     * @return 0 if a token was consumed, else in how many nanoseconds the next one is refilled
     */
    synchronized long tryConsume(Bandwidth bandwidth, long nowNanos) {
        // Never later than an empty bucket would be full: a clock that was set back must not lock clients out.
        long from = Math.min(Math.max(fullAtNanos, nowNanos), nowNanos + bandwidth.refillNanos());
        long wait = from + bandwidth.intervalNanos() - bandwidth.refillNanos() - nowNanos;
        if (wait > 0) {
            return wait;
        }
        fullAtNanos = from + bandwidth.intervalNanos();
        return 0;
    }

    /** Gives a consumed token back. */
    synchronized void refund(Bandwidth bandwidth) {
        fullAtNanos -= bandwidth.intervalNanos();
    }
}
