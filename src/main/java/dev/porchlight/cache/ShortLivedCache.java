package dev.porchlight.cache;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers stored values that another process may change: each for five seconds. The process that makes a change must
 * {@link #invalidate} the entry after the change is stored; a load that runs meanwhile is not kept.
 *
 * <p>Loads hold no lock of the cache, so that one that waits for the store holds up no other key and no eviction.
 */
public final class ShortLivedCache<K, V> {

    /**
     * How long another process may take to notice a change. Promised in docs/protocol.md (origin lock, bans, the end of a
     * token), docs/security.md and docs/decisions/tokens.md.
     */
    private static final Duration MAX_STALENESS = Duration.ofSeconds(5);

    /** An entry that is being loaded is a future which is not complete. */
    private final AsyncCache<K, V> entries;

    /** @param maximumSize entries beyond which the least used are evicted */
    public ShortLivedCache(long maximumSize) {
        this.entries = Caffeine.newBuilder()
                .maximumSize(maximumSize)
                .expireAfterWrite(MAX_STALENESS)
                .buildAsync();
    }

    /** As {@link #find}, of what always has a value. */
    public V get(K key, Function<? super K, ? extends V> load) {
        return find(key, load).orElseThrow();
    }

    /**
     * The value, loaded if it is absent. Threads that ask for the same one at the same time share a load; if it fails,
     * each of the others loads for itself alone.
     *
     * @param load returns {@code null} if there is no value, which is not remembered; must not ask for the same key
     */
    public Optional<V> find(K key, Function<? super K, ? extends @Nullable V> load) {
        CompletableFuture<V> entry = entries.getIfPresent(key);
        if (entry == null) {
            CompletableFuture<V> loading = new CompletableFuture<>();
            entry = entries.asMap().putIfAbsent(key, loading);
            if (entry == null) {
                return load(key, loading, load);
            }
        }
        try {
            return Optional.ofNullable(entry.join());
        } catch (CancellationException loadFailed) {
            // Not in turn with others that waited: while the store fails, the last would wait for all of them.
            return Optional.ofNullable(load.apply(key));
        }
    }

    private static <K, V> Optional<V> load(
            K key, CompletableFuture<V> loading, Function<? super K, ? extends @Nullable V> load) {
        try {
            V value = load.apply(key);
            loading.complete(value);
            return Optional.ofNullable(value);
        } finally {
            // Does nothing after a success.
            loading.cancel(false);
        }
    }

    /** As it is stored now; takes the place of what is remembered. */
    public Optional<V> reload(K key, Function<? super K, ? extends @Nullable V> load) {
        CompletableFuture<V> remembered = entries.getIfPresent(key);
        V value = load.apply(key);
        // Neither after an invalidation nor in place of what may be newer.
        if (remembered != null && remembered.isDone()) {
            if (value == null) {
                entries.asMap().remove(key, remembered);
            } else {
                entries.asMap().replace(key, remembered, CompletableFuture.completedFuture(value));
            }
        }
        return Optional.ofNullable(value);
    }

    /** Remembers a value that is stored; if another one is remembered, what {@code choose} makes of the two. */
    public void merge(K key, V stored, BinaryOperator<V> choose) {
        entries.synchronous().asMap().merge(key, stored, choose);
    }

    public void invalidate(K key) {
        entries.synchronous().invalidate(key);
    }

    public void invalidateAll() {
        entries.synchronous().invalidateAll();
    }

    public void invalidateAll(Iterable<? extends K> keys) {
        entries.synchronous().invalidateAll(keys);
    }
}
