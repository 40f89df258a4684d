package dev.porchlight.chat.message;

import dev.porchlight.error.RequestException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bson.types.ObjectId;

/**
 * A lock per chat in this process: fair and reentrant, with a bounded wait. Chats share 1,024 locks, so none has to be
 * removed. Guava's {@code Striped} and Spring Integration's {@code DefaultLockRegistry} do the same, but neither is
 * fair, and each would be a library for this one class.
 */
public final class KeyedLock {

    /** As long as the store may take. */
    private static final long MAX_WAIT_SECONDS = 4;

    private static final int STRIPES = 1_024;

    private final ReentrantLock[] locks =
            Stream.generate(() -> new ReentrantLock(true)).limit(STRIPES).toArray(ReentrantLock[]::new);

    /**
     * Runs {@code work} with the chat's lock held. Blocks for up to four seconds until the lock is free.
     *
     * @throws RequestException {@code UNAVAILABLE} if it does not become free, or the thread is interrupted
     */
    public <T> T withLock(ObjectId chatId, Supplier<T> work) {
        ReentrantLock lock = locks[Math.floorMod(chatId.hashCode(), STRIPES)];
        acquire(lock);
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private static void acquire(ReentrantLock lock) {
        try {
            if (!lock.tryLock(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw RequestException.unavailable(null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RequestException.unavailable(e);
        }
    }
}
