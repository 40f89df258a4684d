package dev.porchlight.store.embedded;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Runs work on a thread that nobody can interrupt. An interrupt of a thread that reads or writes the store's file closes
 * the file for all, so the caller's own thread, which others may interrupt, must not touch it.
 */
final class Uninterruptibly {

    private Uninterruptibly() {}

    /** Waits for the outcome, even when interrupted; the caller's interrupt status is kept. */
    static <T> T run(Callable<T> work) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        outcome.complete(work.call());
                    } catch (Throwable e) {
                        outcome.completeExceptionally(e);
                    }
                },
                "embedded-store");
        thread.start();
        try {
            return outcome.join(); // not interruptible
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
}
