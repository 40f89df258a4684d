package dev.porchlight.store.embedded.inprocess;

import java.io.EOFException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Lets commands run in parallel until the store is closed, which waits for those that run. */
final class RunningCommands {

    /** Shared by commands, exclusive for {@link #end}. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private boolean ended;

    /** @throws EOFException once the store is closed */
    void run(Runnable command) throws EOFException {
        lock.readLock().lock();
        try {
            if (ended) {
                throw new EOFException("The store is closed");
            }
            command.run();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** No command runs after it. */
    void end() {
        lock.writeLock().lock();
        try {
            ended = true;
        } finally {
            lock.writeLock().unlock();
        }
    }
}
