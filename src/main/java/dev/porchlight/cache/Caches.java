package dev.porchlight.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/** Caches of what is stored. */
public final class Caches {

    /**
     * How long this process may act on what another one changed meanwhile. Five seconds spare most look-ups of a busy
     * chat and are what the docs promise; past them and one request's time, nobody acts on the old state any more.
     */
    private static final Duration MAX_STALENESS = Duration.ofSeconds(5);

    private Caches() {}

    /**
     * A cache whose entries are at most five seconds old.
     *
     * @param maximumSize in entries; past it, those used least are evicted
     */
    public static <K, V> Cache<K, V> shortLived(long maximumSize) {
        return Caffeine.newBuilder()
                .maximumSize(maximumSize)
                .expireAfterWrite(MAX_STALENESS)
                .build();
    }
}
