package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.porchlight.store.embedded.storage.FilePlace;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.h2.mvstore.MVStore;

/**
 * Group commit: one force of the file for all writers that wait at the same time. Writes run in parallel; a commit
 * excludes them, so that it never contains half a command. After a failed commit or force nothing is acknowledged or
 * committed any more. No command waits for another beyond its deadline.
 */
final class GroupCommit {

    private final MVStore store;
    private final FilePlace place;
    private final boolean forceToDisk;
    /** Shared by writes, exclusive for commits and for changes of collections or indexes. */
    private final ReentrantReadWriteLock writes = new ReentrantReadWriteLock();
    /** Fair, so that maintenance and commits alternate. */
    private final ReentrantLock commitLock = new ReentrantLock(true);

    private final AtomicLong startedWrites = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong commitNanos = new AtomicLong();
    /** How many of the started writes are durable. */
    private volatile long durableWrites;

    private final CompletableFuture<Throwable> failure;

    /** @param failure completed by the first failure; nothing is committed after it */
    GroupCommit(MVStore store, FilePlace place, CompletableFuture<Throwable> failure, boolean forceToDisk) {
        this.store = store;
        this.place = place;
        this.failure = failure;
        this.forceToDisk = forceToDisk;
    }

    /** Runs a write, in parallel with others. It is counted when it starts: readers may see its first half. */
    <T> T write(Deadline deadline, Supplier<T> write) {
        deadline.lock(writes.readLock());
        try {
            requireNotFailed();
            startedWrites.incrementAndGet();
            return write.get();
        } finally {
            writes.readLock().unlock();
        }
    }

    /** Runs a change of collections or indexes; other writes and commits wait for it. It may commit itself. */
    <T> T writeExclusively(Deadline deadline, Supplier<T> change) {
        deadline.lock(writes.writeLock());
        try {
            requireNotFailed();
            startedWrites.incrementAndGet();
            return change.get();
        } finally {
            writes.writeLock().unlock();
        }
    }

    /**
     * Blocks until every write that started before this call is durable, and with it all that the caller may have read.
     * Commits on the calling thread, or waits for the thread that does.
     *
     * @throws IllegalStateException if a commit has failed
     * @throws MongoServerError if the file is gone, or the deadline has passed, but for the caller's own commit: whether it
     *     is durable is open
     */
    void awaitDurable(Deadline deadline) {
        long started = startedWrites.get();
        while (durableWrites < started) {
            deadline.lock(commitLock);
            try {
                if (durableWrites < started) {
                    commit(deadline);
                }
            } finally {
                commitLock.unlock();
            }
        }
        requireNotFailed();
    }

    /** Runs a step of maintenance in parallel with writes, but not with commits, and commits it. */
    void maintain(Runnable step) {
        commitLock.lock();
        try {
            writes.readLock().lock();
            try {
                requireNotFailed();
                step.run();
            } finally {
                writes.readLock().unlock();
            }
            commit(Deadline.NONE);
        } finally {
            commitLock.unlock();
        }
    }

    /** Runs a step of maintenance that commits itself; writes and commits wait for it. */
    void maintainExclusively(Runnable step) {
        commitLock.lock();
        writes.writeLock().lock();
        try {
            requireNotFailed();
            step.run();
        } finally {
            writes.writeLock().unlock();
            commitLock.unlock();
        }
    }

    /** Commits, and then reads something while nothing is written; it must not take long. */
    <T> T readExclusively(Supplier<T> read) {
        maintain(() -> {});
        commitLock.lock();
        writes.writeLock().lock();
        try {
            requireNotFailed();
            return read.get();
        } finally {
            writes.writeLock().unlock();
            commitLock.unlock();
        }
    }

    private void commit(Deadline deadline) {
        long committedWrites;
        deadline.lock(writes.writeLock());
        try {
            long begun = System.nanoTime();
            try {
                requireNotFailed();
                committedWrites = startedWrites.get();
                store.commit();
            } finally {
                writes.writeLock().unlock();
            }
            force();
            // MVStore closes itself after an I/O error, and then ignores commits silently.
            if (store.isClosed() || store.getPanicException() != null) {
                throw new IllegalStateException("The store has closed itself", store.getPanicException());
            }
            commits.incrementAndGet();
            commitNanos.addAndGet(System.nanoTime() - begun);
        } catch (RuntimeException | Error e) {
            fail(e);
            throw e;
        }
        // It may be gone only now. If it comes back, so does what was committed.
        place.look();
        place.require();
        durableWrites = committedWrites;
    }

    /** Forces the file to the disk, unless the store does without. */
    void force() {
        if (forceToDisk) {
            store.sync();
        }
    }

    /** @throws IllegalStateException if a write has failed: nothing is acknowledged any more */
    void requireNotFailed() {
        if (failure.isDone()) {
            throw new IllegalStateException("The store has stopped after a failed write");
        }
    }

    /** @throws MongoServerError if the file is gone: nothing is acknowledged until it is back */
    void requireInPlace() {
        place.require();
    }

    /** Whether the file is where it was opened; looks anew. */
    boolean isInPlace() {
        place.look();
        return !place.isMissing();
    }

    /** Makes every later commit fail: a write may have been left half done. */
    void fail(Throwable cause) {
        failure.complete(cause);
    }

    boolean isHealthy() {
        return !failure.isDone() && store.getPanicException() == null && !store.isClosed();
    }

    /** How many commits there were. */
    long commits() {
        return commits.get();
    }

    /** How long they took together, until the file was forced to the disk. */
    long commitNanos() {
        return commitNanos.get();
    }
}
