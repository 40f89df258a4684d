package dev.porchlight.chat.summary;

import dev.porchlight.chat.message.KeyedLock;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.error.RequestException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;

/**
 * Changes chats by compare and set, repeated while other writers are faster. In this process one thread at a time
 * changes a chat, so that of many some do not lose each time.
 */
@Component
@RequiredArgsConstructor
public final class ChatUpdater {

    /** Without a pause: the writer that won has finished. */
    private static final RetryTemplate LOST_RACE = new RetryTemplate(RetryPolicy.builder()
            // Not by includes(), which also matches causes: an update inside this one that gave up is not repeated.
            .predicate(OptimisticLockingFailureException.class::isInstance)
            .maxRetries(9)
            .delay(Duration.ZERO)
            .build());

    private final ChatRepository chats;
    private final KeyedLock locks = new KeyedLock();

    /** As {@link KeyedLock#withLock}; changes of the same chat inside it do not block. */
    public <T> T withLock(ObjectId chatId, Supplier<T> work) {
        return locks.withLock(chatId, work);
    }

    /** As above. */
    public void withLock(ObjectId chatId, Runnable work) {
        locks.withLock(chatId, () -> {
            work.run();
            return true;
        });
    }

    /**
     * Changes a chat with its lock held.
     *
     * @param read the chat to begin with, read with the lock held; it may be stale
     * @param change ends with a {@link ChatRepository#compareAndSet}; if that fails, it is called again with the chat
     *     as it is stored by then
     * @return what {@code change} returned; empty if the chat was deleted
     * @throws RequestException {@code UNAVAILABLE} if other writers were faster ten times, or the lock is not free in
     *     time
     */
    public <T> Optional<T> update(ObjectId chatId, Supplier<Optional<Chat>> read, Function<Chat, T> change) {
        AtomicBoolean lostBefore = new AtomicBoolean();
        return withLock(chatId, () -> {
            try {
                return LOST_RACE.invoke(() -> {
                    Optional<Chat> chat = lostBefore.getAndSet(true) ? chats.find(chatId) : read.get();
                    return chat.filter(found -> !found.isDeleted()).map(change);
                });
            } catch (OptimisticLockingFailureException othersAreFaster) {
                throw RequestException.unavailable(othersAreFaster);
            }
        });
    }
}
