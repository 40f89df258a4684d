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
 * One rate for each of many clients. The table is bounded: a flood of more clients than it has room for makes it forget
 * those seen least, who then begin anew, and does not make it grow.
 *
 * @param <K> what tells clients apart
 */
final class RateLimiter<K> {

    private static final int MAX_CLIENTS = 20_000;

    private final Bandwidth rate;
    private final Clock clock;
    private final String sentence;
    private final Cache<K, TokenBucket> allowances;

    /** @param sentence for people who asked too much */
    RateLimiter(Bandwidth rate, Clock clock, String sentence) {
        this.rate = rate;
        this.clock = clock;
        this.sentence = sentence;
        this.allowances = Caffeine.newBuilder()
                .maximumSize(MAX_CLIENTS)
                // By then it is full again.
                .expireAfterAccess(Duration.ofNanos(rate.refillNanos()))
                .ticker(this::now)
                .build();
    }

    /** @throws RequestException {@code RATE_LIMITED} if nothing is left */
    void take(K client) {
        take(allowances.get(client, unknown -> new TokenBucket()));
    }

    /** As above, of an allowance that is kept elsewhere. */
    void take(TokenBucket allowance) {
        long wait = allowance.take(rate, now());
        if (wait > 0) {
            throw RequestException.rateLimited(sentence, (int) (1 + TimeUnit.NANOSECONDS.toSeconds(wait - 1)));
        }
    }

    /**
     * Counts an attempt from its beginning, so that no more are under way than may count, until it has ended otherwise.
     *
     * @param counts by how it failed; {@code null} if it succeeded
     */
    <T> T attempt(K client, Predicate<@Nullable RuntimeException> counts, Supplier<T> attempt) {
        take(client);
        boolean counted = false;
        try {
            T result = attempt.get();
            counted = counts.test(null);
            return result;
        } catch (RuntimeException e) {
            counted = counts.test(e);
            throw e;
        } finally {
            if (!counted) {
                giveBack(client);
            }
        }
    }

    private void giveBack(K client) {
        TokenBucket allowance = allowances.getIfPresent(client);
        if (allowance != null) {
            allowance.giveBack(rate);
        }
    }

    /** How many clients are remembered, once what is too much has been dropped. */
    long size() {
        allowances.cleanUp();
        return allowances.estimatedSize();
    }

    private long now() {
        return TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }
}
