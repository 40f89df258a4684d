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
 * Appends messages: each is stored exactly once, in one order without a gap. The cached seq is only a
 * guess; the unique index on {@code (chatId, seq)} decides which append gets a seq, in this process and in others.
 */
@Component
@RequiredArgsConstructor
public final class MessageLog {

    private static final int CACHED_CHATS = 10_000;
    private static final int MAX_REJECTED_CHATS = 100_000;

    /** Longer than a request takes, so that one authorized before the chat was deleted is rejected all the same. */
    private static final Duration REJECTED_FOR = Duration.ofMinutes(2);

    /**
     * For when another process took the seq. The pause grows and varies, so that two processes do not collide again and
     * again. The last attempt begins within 4 s, the time limit of one operation of the store.
     */
    private static final RetryTemplate RETRY_IF_SEQ_TAKEN = new RetryTemplate(RetryPolicy.builder()
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
     *     chat was deleted, {@code UNAVAILABLE} if other processes took each seq that was tried, or if the chat's lock is
     *     not free within 4 s
     */
    public SentMessage append(Author author, String text, @Nullable String clientMessageId) {
        // The index resolves races between processes; the lock avoids needless ones within a process.
        return locks.withLock(author.chatId(), () -> {
            if (rejected.getIfPresent(author.chatId()) != null) {
                throw ChatErrors.noSuchChat();
            }
            try {
                return RETRY_IF_SEQ_TAKEN.invoke(() -> insertNext(author, text, clientMessageId));
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
            // The unique index on the seq or the one on the clientMessageId; which, a look for the latter tells.
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
     * Makes appends of this process to a deleted chat fail for two minutes: longer than any request runs that was
     * authorized before, and later ones are not. Waits for an append that has begun; those that wait for the chat's lock
     * are rejected at once.
     *
     * @throws RequestException {@code UNAVAILABLE} if the append does not end within 4 s; others are rejected all the same
     */
    public void rejectAppends(ObjectId chatId) {
        rejected.put(chatId, true);
        // Once this thread has the lock, an append that began before the line above is complete.
        locks.withLock(chatId, () -> {
            lastSeqs.invalidate(chatId);
            return true;
        });
    }

    /**
     * As {@link #rejectAppends}, if the chat was marked deleted.
     *
     * @param markDeleted marks it, unless it changed; runs while no thread of this process appends to it
     * @return what {@code markDeleted} returns
     */
    public boolean rejectAppendsIf(ObjectId chatId, BooleanSupplier markDeleted) {
        return locks.withLock(chatId, () -> {
            boolean marked = markDeleted.getAsBoolean();
            if (marked) {
                rejected.put(chatId, true);
                lastSeqs.invalidate(chatId);
            }
            return marked;
        });
    }
}
