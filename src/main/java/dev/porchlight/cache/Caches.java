package dev.porchlight.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/** Caches of stored values that another process may change. */
public final class Caches {

    private static final Duration MAX_AGE = Duration.ofSeconds(5);

    private Caches() {}

    /** Entries expire 5 s after they were written, the bound on staleness that the docs promise. */
    public static <K, V> Cache<K, V> shortLived(long maximumSize) {
        return Caffeine.newBuilder()
                .maximumSize(maximumSize)
                .expireAfterWrite(MAX_AGE)
                .build();
    }
}
