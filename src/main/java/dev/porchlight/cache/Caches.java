package dev.porchlight.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/** Caches of stored values that another process may change. */
public final class Caches {

    /**
     * How long another process may take to notice a change. Promised in docs/protocol.md (origin lock, bans, the end of a
     * token), docs/security.md and docs/decisions/tokens.md.
     */
    private static final Duration MAX_STALENESS = Duration.ofSeconds(5);

    private Caches() {}

    /**
     * A cache whose entries expire five seconds after they are written. The process that makes a change must invalidate
     * the entry after the change is stored.
     *
     * @param maximumSize entries beyond which the least used are evicted
     */
    public static <K, V> Cache<K, V> shortLived(long maximumSize) {
        return Caffeine.newBuilder()
                .maximumSize(maximumSize)
                .expireAfterWrite(MAX_STALENESS)
                .build();
    }
}
