package dev.porchlight.socket.broker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.bson.types.ObjectId;

/**
 * Keeps pushes that are late from following a chat's deletion. Deliveries to a chat run side by side; marking it deleted
 * waits for those that have begun. The locks are striped by chat, so that chats do not wait for each other.
 */
final class DeletedChats {

    /** Longer than a request takes. */
    private static final Duration RETENTION = Duration.ofMinutes(1);

    private static final int MAX_CHATS = 100_000;
    private static final int STRIPES = 256;

    private final Cache<ObjectId, Boolean> deleted = Caffeine.newBuilder()
            .maximumSize(MAX_CHATS)
            .expireAfterWrite(RETENTION)
            .build();

    private final ReadWriteLock[] locks =
            Stream.generate(ReentrantReadWriteLock::new).limit(STRIPES).toArray(ReadWriteLock[]::new);

    /** Returns once no delivery to this chat is running; none begins after it. */
    void markDeleted(ObjectId chatId) {
        Lock lock = lockOf(chatId).writeLock();
        lock.lock();
        try {
            deleted.put(chatId, true);
        } finally {
            lock.unlock();
        }
    }

    void runUnlessDeleted(ObjectId chatId, Runnable delivery) {
        Lock lock = lockOf(chatId).readLock();
        lock.lock();
        try {
            if (deleted.getIfPresent(chatId) == null) {
                delivery.run();
            }
        } finally {
            lock.unlock();
        }
    }

    private ReadWriteLock lockOf(ObjectId chatId) {
        return locks[Math.floorMod(chatId.hashCode(), STRIPES)];
    }
}
