package dev.porchlight.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import lombok.extern.slf4j.Slf4j;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.RandomAccessStore;

/**
 * Keeps the file small while the store runs, in slices short enough that no writer notices, and removes what has
 * expired. Every commit writes a chunk; what is updated later leaves holes in old chunks. Their last pages are written
 * anew, then the emptied space is used again or cut off.
 */
@Slf4j
final class Housekeeping implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(50);
    /** Below this nothing is worth moving. */
    private static final long SMALL_BYTES = 24L << 20;
    /** Live pages written anew in one slice. */
    private static final int REWRITE_BYTES = 1 << 20;
    /** Chunks moved towards the beginning of the file in one slice. */
    private static final int MOVE_BYTES = 2 << 20;

    private static final int WANTED_PERCENT = 60;

    private final MVStore store;
    private final FileStore<?> file;
    private final CommitGate gate;
    private final ScheduledExecutorService timer;

    Housekeeping(MVStore store, CommitGate gate, EmbeddedBackend backend, Duration expirySweep) {
        this.store = store;
        this.file = store.getFileStore();
        this.gate = gate;
        this.timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "embedded-store-housekeeping");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(guarded(this::tidy), PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(
                guarded(() -> backend.removeExpired(Instant.now())),
                expirySweep.toMillis(),
                expirySweep.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                if (gate.isHealthy()) {
                    task.run();
                }
            } catch (RuntimeException | Error e) {
                log.error("Housekeeping of the embedded store failed", e);
            }
        };
    }

    private void tidy() {
        while (file.size() > SMALL_BYTES && !timer.isShutdown()) {
            boolean worked = false;
            if (file.getChunksFillRate() < WANTED_PERCENT) {
                gate.maintain(() -> store.compact(WANTED_PERCENT, REWRITE_BYTES));
                worked = true;
            }
            if (file.getFillRate() < WANTED_PERCENT && file instanceof RandomAccessStore chunks) {
                gate.maintainAlone(() -> chunks.compactMoveChunks(WANTED_PERCENT, MOVE_BYTES, store));
                worked = true;
            }
            if (!worked) {
                return;
            }
        }
    }

    /** Waits for what is under way. Never interrupts it: that would close the file under everybody's feet. */
    @Override
    public void close() {
        timer.shutdown();
        Uninterruptibly.run(() -> timer.awaitTermination(1, TimeUnit.HOURS));
    }
}
