package dev.porchlight.chat.message;

import dev.porchlight.error.RequestException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bson.types.ObjectId;

/** Lets those in this process who want the same of a chat do it one after the other, in the order they came. */
public final class KeyedLock {

    /** As long as the store may take. */
    private static final long MAX_WAIT_SECONDS = 4;

    private static final int COUNT = 1_024;

    private final ReentrantLock[] turns =
            Stream.generate(() -> new ReentrantLock(true)).limit(COUNT).toArray(ReentrantLock[]::new);

    /** @throws RequestException {@code UNAVAILABLE} if the turn does not come */
    public <T> T take(ObjectId chatId, Supplier<T> work) {
        ReentrantLock turn = turns[Math.floorMod(chatId.hashCode(), COUNT)];
        await(turn);
        try {
            return work.get();
        } finally {
            turn.unlock();
        }
    }

    private static void await(ReentrantLock turn) {
        try {
            if (!turn.tryLock(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw RequestException.unavailable(null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RequestException.unavailable(e);
        }
    }
}
