package dev.porchlight.limit;

/**
 * What one client has left of a {@link Bandwidth}. One number says it all: when it would be full again. (This is the leaky
 * bucket as a meter, known as the generic cell rate algorithm.)
 */
public final class TokenBucket {

    private long fullAt;

    /** @return 0 if one was left and is now taken, else after how many nanoseconds one will be there */
    synchronized long take(Bandwidth rate, long now) {
        // A clock that was set back must not lock anybody out for as long.
        long from = Math.min(Math.max(fullAt, now), now + rate.refillNanos());
        long wait = from + rate.intervalNanos() - rate.refillNanos() - now;
        if (wait > 0) {
            return wait;
        }
        fullAt = from + rate.intervalNanos();
        return 0;
    }

    synchronized void giveBack(Bandwidth rate) {
        fullAt -= rate.intervalNanos();
    }
}
