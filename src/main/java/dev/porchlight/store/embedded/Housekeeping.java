package dev.porchlight.store.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
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
    /** The same while nothing is stored and nothing is to be done, as to wake a thread takes far longer than to look. */
    private static final Duration REST = Duration.ofMillis(250);
    /** Below this nothing is worth moving. */
    private static final long SMALL_BYTES = 24L << 20;
    /** Live pages written anew in one step. */
    private static final int REWRITE_BYTES = 512 << 10;
    /** The same once the file is so empty that chunks with more live pages have to be broken up too. */
    private static final int MAX_REWRITE_BYTES = 64 << 20;
    /** Chunks moved towards the beginning of the file in one slice. */
    private static final int MOVE_BYTES = 2 << 20;

    private static final int MAX_MOVE_BYTES = 64 << 20;

    /** How much of the written chunks should be live. */
    private static final int LIVE_PERCENT = 60;
    /** Below this, writers wait longer. Together with the next it bounds the file to three times its live data. */
    private static final int PRESSING_PERCENT = 50;
    /** How much of the file should be chunks. */
    private static final int USED_PERCENT = 70;

    private final MVStore store;
    private final FileStore<?> file;
    private final CommitGate gate;
    private final ScheduledThreadPoolExecutor timer;
    private Duration pause = PAUSE;
    private long commitsSeen;

    Housekeeping(MVStore store, CommitGate gate, EmbeddedBackend backend, Duration expirySweep) {
        this.store = store;
        this.file = store.getFileStore();
        this.gate = gate;
        this.timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "embedded-store-housekeeping");
            thread.setDaemon(true);
            return thread;
        });
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        lookLater();
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

    private void look() {
        pause = PAUSE;
        guarded(this::tidyOrRest).run();
        if (!timer.isShutdown()) {
            lookLater();
        }
    }

    private void lookLater() {
        timer.schedule(this::look, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tidyOrRest() {
        boolean quiet = gate.commits() == commitsSeen;
        tidy();
        commitsSeen = gate.commits();
        if (quiet && isTidy()) {
            pause = REST;
        }
    }

    private boolean isTidy() {
        return file.size() <= SMALL_BYTES
                || file.getChunksFillRate() >= LIVE_PERCENT && file.getFillRate() >= USED_PERCENT;
    }

    private void tidy() {
        boolean worked = true;
        while (worked && !isTidy() && !timer.isShutdown()) {
            int live = file.getChunksFillRate();
            worked = live < LIVE_PERCENT && rewriteSlice(live);
            if (file instanceof RandomAccessStore chunks) {
                worked |= move(chunks);
            }
            if (isTidy()) {
                // What died last has left the end of the file free, and only a commit cuts that off.
                gate.maintain(() -> {});
            }
        }
    }

    private boolean rewriteSlice(int live) {
        forgetUnusedVersions(store);
        AtomicBoolean rewrote = new AtomicBoolean();
        gate.maintain(() -> rewrote.set(rewrite(live)));
        return rewrote.get();
    }

    /** Moves chunks from the end of the file into its holes, and first of all frees those that died. */
    private boolean move(RandomAccessStore chunks) {
        long before = file.size();
        for (int bytes = MOVE_BYTES; bytes <= MAX_MOVE_BYTES; bytes *= 2) { // larger chunks are passed over
            int most = bytes;
            gate.maintainAlone(() -> chunks.compactMoveChunks(USED_PERCENT, most, store));
            if (file.size() < before) {
                return true;
            }
            if (file.getFillRate() >= USED_PERCENT) {
                return false;
            }
        }
        return false;
    }

    /** A reader that ends while somebody stores leaves its version behind, and what that needs is kept till this. */
    static void forgetUnusedVersions(MVStore store) {
        store.deregisterVersionUsage(store.registerVersionUsage());
    }

    private boolean rewrite(int live) {
        boolean pressing = live < PRESSING_PERCENT;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pressing ? 60 : 10);
        int most = pressing ? MAX_REWRITE_BYTES : REWRITE_BYTES;
        boolean worked = false;
        for (int bytes = REWRITE_BYTES; bytes <= most && (!worked || System.nanoTime() < end); ) {
            if (store.compact(LIVE_PERCENT, bytes)) {
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
