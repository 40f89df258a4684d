package dev.porchlight.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    /** Live pages written anew in one step; more only if the emptiest chunk has more. */
    private static final int REWRITE_BYTES = 512 << 10;

    private static final int MAX_REWRITE_BYTES = 64 << 20;
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
            int live = file.getChunksFillRate();
            if (live < WANTED_PERCENT) {
                AtomicBoolean rewrote = new AtomicBoolean();
                gate.maintain(() -> rewrote.set(rewrite(sliceNanos(live))));
                worked = rewrote.get();
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

    /** The further behind, the longer writers wait for it: that is what bounds the file under any load. */
    private static long sliceNanos(int livePercent) {
        return TimeUnit.MILLISECONDS.toNanos(livePercent > 45 ? 10 : livePercent > 30 ? 40 : 120);
    }

    private boolean rewrite(long nanos) {
        long end = System.nanoTime() + nanos;
        boolean worked = false;
        int bytes = REWRITE_BYTES;
        while (bytes <= MAX_REWRITE_BYTES && (!worked || System.nanoTime() < end)) {
            if (store.compact(WANTED_PERCENT, bytes)) {
                worked = true;
            } else {
                bytes *= 2; // a chunk with more live bytes than the limit is passed over
            }
        }
        return worked;
    }

    /** Waits for what is under way. Never interrupts it: that would close the file under everybody's feet. */
    @Override
    public void close() {
        timer.shutdown();
        Uninterruptibly.run(() -> timer.awaitTermination(1, TimeUnit.HOURS));
    }
}
