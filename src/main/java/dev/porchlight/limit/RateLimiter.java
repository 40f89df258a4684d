package dev.porchlight.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.porchlight.error.RequestException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One token bucket per client, for at most 20000 clients: beyond that the least used are evicted and start with a full
 * bucket again.
 *
 * @param <K> identifies a client
 */
final class RateLimiter<K> {

    private static final int MAX_CLIENTS = 20_000;

    private final Bandwidth bandwidth;
    private final Clock clock;
    private final String message;
    private final Cache<K, TokenBucket> buckets;

    /** @param message for the people who exceed the limit, one sentence */
    RateLimiter(Bandwidth bandwidth, Clock clock, String message) {
        this.bandwidth = bandwidth;
        this.clock = clock;
        this.message = message;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX_CLIENTS)
                // By then the bucket is full again, as a new one is.
                .expireAfterAccess(Duration.ofNanos(bandwidth.refillNanos()))
                .ticker(this::nowNanos)
                .build();
    }

    /** @throws RequestException {@code RATE_LIMITED} if the client's bucket is empty */
    void consume(K client) {
        consume(buckets.get(client, unknown -> new TokenBucket()));
    }

    /**
     * Consumes from a bucket that the caller keeps.
     *
     * @throws RequestException {@code RATE_LIMITED} if it is empty
     */
    void consume(TokenBucket bucket) {
        long waitNanos = bucket.tryConsume(bandwidth, nowNanos());
        if (waitNanos > 0) {
            throw RequestException.rateLimited(message, secondsRoundedUp(waitNanos));
        }
    }

    /**
     * Reserves a token while the call runs, so that no more calls run at a time than there are tokens, and refunds it
     * afterwards unless the outcome counts.
     *
     * @param counts decides by the call's exception, {@code null} if there was none
     * @throws RequestException {@code RATE_LIMITED} if the client's bucket is empty; the call is not made
     */
    <T> T call(K client, Predicate<@Nullable RuntimeException> counts, Supplier<T> call) {
        consume(client);
        boolean counted = false;
        try {
            T result = call.get();
            counted = counts.test(null);
            return result;
        } catch (RuntimeException e) {
            counted = counts.test(e);
            throw e;
        } finally {
            if (!counted) {
                refund(client);
            }
        }
    }

    private void refund(K client) {
        TokenBucket bucket = buckets.getIfPresent(client);
        if (bucket != null) {
            bucket.refund(bandwidth);
        }
    }

    /** How many clients have a bucket, after eviction. */
    long clientCount() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private long nowNanos() {
        return TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }

    private static int secondsRoundedUp(long nanos) {
        return (int) (1 + TimeUnit.NANOSECONDS.toSeconds(nanos - 1));
    }
}
