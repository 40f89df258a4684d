package dev.porchlight.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ShortLivedCacheTest {

    private static final String KEY = "key";

    private final ShortLivedCache<String, String> cache = new ShortLivedCache<>(100);

    @Test
    void a_value_is_loaded_once() {
        assertThat(cache.get(KEY, key -> "of " + key)).isEqualTo("of key");
        assertThat(cache.get(KEY, key -> "another")).isEqualTo("of key");
    }

    @Test
    void no_value_is_not_remembered() {
        assertThat(cache.find(KEY, key -> null)).isEmpty();
        assertThat(cache.find(KEY, key -> "new")).contains("new");
    }

    @Test
    void what_is_loaded_before_an_invalidation_and_returned_after_it_is_not_kept() {
        String loaded = cache.get(KEY, key -> {
            cache.invalidate(key);
            return "old";
        });

        assertThat(loaded).isEqualTo("old");
        assertThat(cache.get(KEY, key -> "new")).isEqualTo("new");
    }

    @Test
    void what_is_reloaded_before_an_invalidation_and_returned_after_it_is_not_kept() {
        cache.get(KEY, key -> "older");

        cache.reload(KEY, key -> {
            cache.invalidate(key);
            return "old";
        });

        assertThat(cache.get(KEY, key -> "new")).isEqualTo("new");
    }

    @Test
    void a_reload_does_not_replace_what_was_stored_meanwhile() {
        cache.get(KEY, key -> "older");

        cache.reload(KEY, key -> {
            cache.merge(key, "new", (remembered, stored) -> stored);
            return "old";
        });

        assertThat(cache.get(KEY, key -> "newer")).isEqualTo("new");
    }

    @Test
    void a_reload_replaces_what_is_remembered_or_removes_it() {
        cache.get(KEY, key -> "old");

        assertThat(cache.reload(KEY, key -> "new")).contains("new");
        assertThat(cache.get(KEY, key -> "newer")).isEqualTo("new");

        assertThat(cache.reload(KEY, key -> null)).isEmpty();
        assertThat(cache.get(KEY, key -> "newer")).isEqualTo("newer");
    }

    @Test
    void a_reload_keeps_nothing_beside_a_load_that_may_be_newer() {
        cache.get(KEY, key -> {
            cache.reload(key, again -> "old");
            return "new";
        });

        assertThat(cache.get(KEY, key -> "newer")).isEqualTo("new");
    }

    @Test
    void a_load_that_waits_holds_up_neither_an_invalidation_nor_another_load() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch stored = new CountDownLatch(1);
        CompletableFuture<String> slow = CompletableFuture.supplyAsync(() -> cache.get(KEY, key -> {
            loading.countDown();
            await(stored);
            return "old";
        }));
        await(loading);

        cache.invalidate(KEY);
        assertThat(cache.get(KEY, key -> "new")).isEqualTo("new");
        stored.countDown();

        assertThat(slow.get()).isEqualTo("old");
        assertThat(cache.get(KEY, key -> "newer")).isEqualTo("new");
    }

    @Test
    void threads_share_a_load() throws Exception {
        AtomicReference<Future<String>> second = new AtomicReference<>();

        String first = cache.get(KEY, key -> {
            second.set(getInAnotherThread("second"));
            return "first";
        });

        assertThat(first).isEqualTo("first");
        assertThat(second.get().get()).isEqualTo("first");
    }

    @Test
    void after_a_load_that_fails_whoever_waits_for_it_loads() throws Exception {
        AtomicReference<Future<String>> second = new AtomicReference<>();

        assertThatThrownBy(() -> cache.get(KEY, key -> {
                    second.set(getInAnotherThread("second"));
                    throw new IllegalStateException("no store");
                }))
                .hasMessage("no store");

        assertThat(second.get().get()).isEqualTo("second");
    }

    @Test
    void after_a_load_that_fails_those_who_wait_load_at_the_same_time() throws Exception {
        CountDownLatch loads = new CountDownLatch(2);
        AtomicReference<Future<String>> second = new AtomicReference<>();
        AtomicReference<Future<String>> third = new AtomicReference<>();
        Function<String, String> load = key -> {
            loads.countDown();
            await(loads);
            return "both";
        };

        assertThatThrownBy(() -> cache.get(KEY, key -> {
                    second.set(getInAnotherThread(load));
                    third.set(getInAnotherThread(load));
                    throw new IllegalStateException("no store");
                }))
                .hasMessage("no store");

        assertThat(second.get().get()).isEqualTo("both");
        assertThat(third.get().get()).isEqualTo("both");
    }

    private Future<String> getInAnotherThread(String value) {
        return getInAnotherThread(key -> value);
    }

    /** Returns once that thread waits. */
    private Future<String> getInAnotherThread(Function<String, String> load) {
        FutureTask<String> task = new FutureTask<>(() -> cache.get(KEY, load));
        Thread thread = new Thread(task);
        thread.start();
        Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
        return task;
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("Nobody came");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
