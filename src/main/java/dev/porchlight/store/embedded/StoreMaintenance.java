package dev.porchlight.store.embedded;

import dev.porchlight.store.embedded.storage.Erasure;
import dev.porchlight.store.embedded.storage.FilePlace;
import dev.porchlight.store.embedded.storage.StoreCheck;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import lombok.extern.slf4j.Slf4j;
import org.h2.mvstore.MVStoreException;

/** Runs the check of what is stored, compaction, erasure and TTL expiry on a thread of their own. */
@Slf4j
final class StoreMaintenance implements AutoCloseable {

    private static final Duration COMPACTION_INTERVAL = Duration.ofMillis(50);
    /** While the store is idle: to wake a thread costs far more than the check. */
    private static final Duration IDLE_COMPACTION_INTERVAL = Duration.ofMillis(250);
    /** How long erasure waits for compaction, which may be needed all the time. */
    private static final Duration MAX_COMPACTION_TIME = Duration.ofMillis(500);

    /** Between two steps of the check, so that it does not keep a processor or a disk busy. */
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(5);

    private final GroupCommit groupCommit;
    private final StoreCheck check;
    private final Compaction compaction;
    private final Erasure erasure;
    private final ScheduledThreadPoolExecutor scheduler;
    private Duration compactionDelay = COMPACTION_INTERVAL;
    private long commitsAtLastCheck;

    /** @param removeExpired runs at every interval */
    StoreMaintenance(
            GroupCommit groupCommit,
            StoreCheck check,
            Compaction compaction,
            Erasure erasure,
            Runnable removeExpired,
            Duration expiryInterval) {
        this.groupCommit = groupCommit;
        this.check = check;
        this.compaction = compaction;
        this.erasure = erasure;
        this.scheduler = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "embedded-store-maintenance");
            thread.setDaemon(true);
            return thread;
        });
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        scheduleCheck();
        scheduleCompaction();
        scheduler.scheduleWithFixedDelay(
                () -> runSafely(removeExpired),
                expiryInterval.toMillis(),
                expiryInterval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void scheduleCheck() {
        scheduler.schedule(this::checkAndReschedule, CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void checkAndReschedule() {
        runSafely(check::step);
        if (!check.isDone() && groupCommit.isHealthy() && !scheduler.isShutdown()) {
            scheduleCheck();
        }
    }

    private void scheduleCompaction() {
        scheduler.schedule(this::compactAndReschedule, compactionDelay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void compactAndReschedule() {
        compactionDelay = COMPACTION_INTERVAL;
        runSafely(this::compact);
        if (!scheduler.isShutdown()) {
            scheduleCompaction();
        }
    }

    private void compact() {
        boolean idle = groupCommit.commits() == commitsAtLastCheck;
        long end = System.nanoTime() + MAX_COMPACTION_TIME.toNanos();
        compaction.run(() -> scheduler.isShutdown() || System.nanoTime() - end > 0);
        erasure.step();
        commitsAtLastCheck = groupCommit.commits();
        if (idle && !compaction.isNeeded() && !erasure.isUnderWay()) {
            compactionDelay = IDLE_COMPACTION_INTERVAL;
        }
    }

    private void runSafely(Runnable task) {
        try {
            if (groupCommit.isHealthy() && groupCommit.isInPlace()) {
                task.run();
            }
        } catch (FilePlace.MissingFileException e) {
            log.debug("The file is gone meanwhile", e);
        } catch (MVStoreException | Error e) {
            // What it wrote may be half done.
            groupCommit.fail(e);
        } catch (RuntimeException e) {
            log.error("Maintenance of the embedded store failed", e);
        }
    }

    /** For tests: whether all has been read, or damage was found. */
    boolean isChecked() {
        return check.isDone();
    }

    /** Blocks until the running task has ended. Must not be called on a thread that may be interrupted. */
    @Override
    public void close() {
        scheduler.shutdown();
        try {
            scheduler.awaitTermination(1, TimeUnit.HOURS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted while maintenance was running", e);
        }
    }
}
