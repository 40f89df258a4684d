package dev.porchlight.store.embedded;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.h2.mvstore.MVStore;

/**
 * Group commit. Writes run together, a commit runs alone, so nobody's half-done command is ever stored; writers that
 * wait at the same time share one commit. Once a commit or a force to disk has failed nothing is acknowledged any more.
 */
final class CommitGate {

    private final MVStore store;
    private final boolean forceToDisk;
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
    /** Fair, so that housekeeping and commits take turns. */
    private final ReentrantLock commitLock = new ReentrantLock(true);

    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();
    private volatile long durable;
    private volatile boolean failed;

    CommitGate(MVStore store, boolean forceToDisk) {
        this.store = store;
        this.forceToDisk = forceToDisk;
    }

    /** Runs one write among others. It counts from its beginning: a reader may already see its first half. */
    <T> T write(Supplier<T> write) {
        gate.readLock().lock();
        try {
            begun.incrementAndGet();
            return write.get();
        } finally {
            gate.readLock().unlock();
        }
    }

    /** Runs a change of collections or indexes, during which there is no write and no commit but its own. */
    <T> T exclusively(Supplier<T> change) {
        gate.writeLock().lock();
        try {
            begun.incrementAndGet();
            return change.get();
        } finally {
            gate.writeLock().unlock();
        }
    }

    /**
     * Returns once everything that was written before the call, and so everything the caller may have read, is durable.
     *
     * @throws IllegalStateException if that can no longer be promised
     */
    void awaitDurable() {
        long ticket = begun.get();
        while (durable < ticket) {
            commitLock.lock();
            try {
                if (durable < ticket) {
                    commit();
                }
            } finally {
                commitLock.unlock();
            }
        }
        if (failed) {
            throw new IllegalStateException("The store has stopped after a failed write");
        }
    }

    /** Runs a slice of maintenance between two commits, among writes, and makes its outcome durable. */
    void maintain(Runnable slice) {
        commitLock.lock();
        try {
            gate.readLock().lock();
            try {
                slice.run();
            } finally {
                gate.readLock().unlock();
            }
            commit();
        } finally {
            commitLock.unlock();
        }
    }

    /** Runs a slice of maintenance that itself commits: neither writes nor commits run beside it. */
    void maintainAlone(Runnable slice) {
        commitLock.lock();
        gate.writeLock().lock();
        try {
            slice.run();
        } finally {
            gate.writeLock().unlock();
            commitLock.unlock();
        }
    }

    private void commit() {
        if (failed) {
            throw new IllegalStateException("The store has stopped after a failed write");
        }
        try {
            long upTo;
            gate.writeLock().lock();
            try {
                upTo = begun.get();
                store.commit();
            } finally {
                gate.writeLock().unlock();
            }
            if (forceToDisk) {
                store.sync();
            }
            // A store that has closed itself ignores a commit without a word.
            if (store.isClosed() || store.getPanicException() != null) {
                throw new IllegalStateException("The store has closed itself", store.getPanicException());
            }
            commits.incrementAndGet();
            durable = upTo;
        } catch (RuntimeException | Error e) {
            failed = true;
            throw e;
        }
    }

    /** Ends acknowledging: a write may have been left half done. */
    void fail() {
        failed = true;
    }

    boolean isHealthy() {
        return !failed && store.getPanicException() == null && !store.isClosed();
    }

    /** How many commits there were. */
    long commits() {
        return commits.get();
    }
}
