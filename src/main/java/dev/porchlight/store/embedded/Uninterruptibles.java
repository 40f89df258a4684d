package dev.porchlight.store.embedded;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Runs work on a thread of its own. An interrupt during file I/O closes the {@code FileChannel} for all, so the store's
 * file must not be touched on a caller's thread, which may be interrupted.
 */
final class Uninterruptibles {

    private Uninterruptibles() {}

    /** Blocks until the work is done, even if the caller is interrupted; its interrupt status is kept. */
    static <T> T call(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, task -> new Thread(task, "embedded-store").start())
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    static void run(Runnable work) {
        call(() -> {
            work.run();
            return true;
        });
    }
}
