package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.exception.MongoServerError;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/** Until when a command waits for locks, which may be held by one that waits for a disk. */
final class Deadline {

    /** For maintenance, for which nobody waits. */
    static final Deadline NONE = new Deadline(false, 0);

    private static final int MAX_TIME_EXPIRED = 50;

    private final boolean isBounded;
    /** As {@link System#nanoTime}. */
    private final long end;

    private Deadline(boolean isBounded, long end) {
        this.isBounded = isBounded;
        this.end = end;
    }

    static Deadline after(Duration time) {
        return new Deadline(true, System.nanoTime() + time.toNanos());
    }

    /** @throws MongoServerError if the time is over: a driver takes it as its own timeout, after which anything may be */
    void lock(Lock lock) {
        if (isBounded) {
            await(lock::tryLock);
        } else {
            lock.lock();
        }
    }

    /** @throws MongoServerError as {@link #lock} */
    void acquire(Semaphore permits) {
        if (isBounded) {
            await(permits::tryAcquire);
        } else {
            permits.acquireUninterruptibly();
        }
    }

    private interface Attempt {
        boolean within(long time, TimeUnit unit) throws InterruptedException;
    }

    private void await(Attempt attempt) {
        try {
            if (attempt.within(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new MongoServerError(MAX_TIME_EXPIRED, "MaxTimeMSExpired", "The store is busy, or waits for its disk");
    }
}
