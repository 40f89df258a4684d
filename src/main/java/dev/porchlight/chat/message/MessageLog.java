package dev.porchlight.chat.message;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.porchlight.chat.model.ChatErrors;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.error.RequestException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.BooleanSupplier;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * Appends messages: each is stored exactly once, in one order without a gap. There is no counter that could run ahead
 * of what is stored; the unique index on {@code (chatId, seq)} decides which append gets a seq, in this process and in others.
 */
@Component
@RequiredArgsConstructor
public final class MessageLog {

    private static final int CACHED_CHATS = 10_000;
    private static final int MAX_REJECTED_CHATS = 100_000;

    /** Longer than a request takes, so that one authorized before the chat was deleted finds it so. */
    private static final Duration REJECTED_FOR = Duration.ofMinutes(2);

    /**
     * Another process took the seq. The pause grows and varies, so that two processes do not collide again and again;
     * all attempts but the last together take no longer than the store may.
     */
    private static final RetryTemplate SEQ_TAKEN = new RetryTemplate(RetryPolicy.builder()
            .predicate(DuplicateKeyException.class::isInstance)
            .maxRetries(29)
            .delay(Duration.ofMillis(2))
            .jitter(Duration.ofMillis(2))
            .multiplier(1.5)
            .maxDelay(Duration.ofMillis(40))
            .timeout(Duration.ofSeconds(4))
            .build());

    private final MessageRepository messages;
    private final Clock clock;
    private final KeyedLock locks = new KeyedLock();
    private final Cache<ObjectId, Long> lastSeqs =
            Caffeine.newBuilder().maximumSize(CACHED_CHATS).build();
    private final Cache<ObjectId, Boolean> rejected = Caffeine.newBuilder()
            .maximumSize(MAX_REJECTED_CHATS)
            .expireAfterWrite(REJECTED_FOR)
            .build();

    /**
     * Appends a message, and returns once it is durable. Blocks while another thread of this process appends to the
     * chat, and while the store works.
     *
     * @param clientMessageId the idempotency key; a message that is stored with it already is returned as a duplicate
     * @throws RequestException {@code CONFLICT} if the clientMessageId names another message, {@code NOT_FOUND} if the
     *     chat was deleted, {@code UNAVAILABLE} if other processes took each seq that was tried
     */
    public SentMessage append(Author author, String text, @Nullable String clientMessageId) {
        // The index resolves races between processes; the lock avoids needless ones within a process.
        return locks.withLock(author.chatId(), () -> {
            if (rejected.getIfPresent(author.chatId()) != null) {
                throw ChatErrors.noSuchChat();
            }
            try {
                return SEQ_TAKEN.invoke(() -> insertNext(author, text, clientMessageId));
            } catch (DuplicateKeyException seqAlwaysTaken) {
                throw RequestException.unavailable(seqAlwaysTaken);
            }
        });
    }

    private SentMessage insertNext(Author author, String text, @Nullable String clientMessageId) {
        ObjectId chatId = author.chatId();
        Message message = Message.builder()
                .id(new ObjectId())
                .chatId(chatId)
                .seq(lastSeq(chatId) + 1)
                .from(author.id())
                .role(author.role())
                .message(text)
                .sentAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .clientMessageId(clientMessageId)
                .build();
        try {
            messages.insert(message);
        } catch (DuplicateKeyException e) {
            lastSeqs.invalidate(chatId);
            Message stored = clientMessageId == null ? null : messages.findByClientMessageId(chatId, clientMessageId);
            if (stored == null) {
                throw e;
            }
            return duplicate(stored, author, text);
        } catch (RuntimeException unknownOutcome) {
            lastSeqs.invalidate(chatId);
            throw unknownOutcome;
        }
        lastSeqs.put(chatId, message.seq());
        return new SentMessage(message, false);
    }

    private long lastSeq(ObjectId chatId) {
        Long cached = lastSeqs.getIfPresent(chatId);
        return cached == null ? messages.lastSeq(chatId) : cached;
    }

    private static SentMessage duplicate(Message stored, Author author, String text) {
        if (!author.wrote(stored, text)) {
            throw RequestException.conflict("This clientMessageId names another message already.");
        }
        return new SentMessage(stored, true);
    }

    /**
     * Lets no thread of this process append to a chat any more, since it was deleted. Waits for one that is appending;
     * those that wait for the chat's lock are refused already.
     */
    public void rejectAppends(ObjectId chatId) {
        rejected.put(chatId, true);
        // Once this thread has the lock, an append that began before the line above is complete.
        locks.withLock(chatId, () -> close(chatId));
    }

    /**
     * As {@link #rejectAppends}, if a condition holds while no thread of this process appends to the chat.
     *
     * @return whether it did
     */
    public boolean rejectAppendsIf(ObjectId chatId, BooleanSupplier condition) {
        return locks.withLock(chatId, () -> condition.getAsBoolean() && close(chatId));
    }

    private boolean close(ObjectId chatId) {
        rejected.put(chatId, true);
        lastSeqs.invalidate(chatId);
        return true;
    }
}
