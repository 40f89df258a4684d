package dev.porchlight.socket;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.bson.types.ObjectId;

/** Nobody hears of a chat any more after it was said to be deleted, whichever thread is late. */
final class DeletedChats {

    /** Longer than a request takes. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final Cache<ObjectId, Boolean> deleted = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(REMEMBERED)
            .build();
    private final ReadWriteLock telling = new ReentrantReadWriteLock();

    /** Waits for those who are just telling of it. */
    void add(ObjectId chatId) {
        telling.writeLock().lock();
        try {
            deleted.put(chatId, true);
        } finally {
            telling.writeLock().unlock();
        }
    }

    void tellUnlessDeleted(ObjectId chatId, Runnable tell) {
        telling.readLock().lock();
        try {
            if (deleted.getIfPresent(chatId) == null) {
                tell.run();
            }
        } finally {
            telling.readLock().unlock();
        }
    }
}
