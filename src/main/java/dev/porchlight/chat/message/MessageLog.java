package dev.porchlight.chat.message;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.porchlight.chat.model.ChatErrors;
import dev.porchlight.chat.model.ChatMember;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.error.RequestException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * Appends messages: stored exactly once, in one order without a gap. There is no counter that could run ahead of what
 * is stored; the unique index on {@code (chatId, seq)} decides who comes next, in this process and in others.
 */
@Component
@RequiredArgsConstructor
public final class MessageLog {

    private static final int ATTEMPTS = 20;
    private static final long MAX_PAUSE_MICROS = 2_000;
    /** As long as the store may take: for all attempts but the last together. */
    private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(4);

    private static final Duration ENDING = Duration.ofMinutes(2);

    private final MessageRepository messages;
    private final Clock clock;
    private final KeyedLock turns = new KeyedLock();
    private final Cache<ObjectId, Long> lastSeqs =
            Caffeine.newBuilder().maximumSize(10_000).build();

    /** ChatRepository that end here, for as long as somebody may be on the way who was let in before. */
    private final Cache<ObjectId, Boolean> ended =
            Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(ENDING).build();

    /**
     * @param repeated whether it was stored by an earlier request with the same {@code clientMessageId}
     */
    public record Appended(Message message, boolean repeated) {}

    /** @throws RequestException {@code CONFLICT} if the id names another message already */
    public Appended append(ChatMember sender, String text, @Nullable String clientMessageId) {
        // The index settles races between processes; within one, writers would only be in each other's way.
        return turns.take(sender.getChatId(), () -> appendInTurn(sender, text, clientMessageId));
    }

    /** Lets nobody append to a chat any more in this process, and waits for whoever is just doing it. */
    public void end(ObjectId chatId) {
        ended.put(chatId, true);
        endIf(chatId, () -> true);
    }

    /**
     * As {@link #end}, if something comes to pass while nobody in this process appends.
     *
     * @return whether it did
     */
    public boolean endIf(ObjectId chatId, BooleanSupplier condition) {
        return turns.take(chatId, () -> {
            boolean ends = condition.getAsBoolean();
            if (ends) {
                ended.put(chatId, true);
                lastSeqs.invalidate(chatId);
            }
            return ends;
        });
    }

    private Appended appendInTurn(ChatMember sender, String text, @Nullable String clientMessageId) {
        ObjectId chatId = sender.getChatId();
        if (ended.getIfPresent(chatId) != null) {
            throw ChatErrors.noSuchChat();
        }
        long start = System.nanoTime();
        for (int attempt = 1; attempt <= ATTEMPTS && System.nanoTime() - start < MAX_WAIT_NANOS; attempt++) {
            Message message = new Message(
                    new ObjectId(),
                    chatId,
                    lastSeqs.get(chatId, messages::lastSeq) + 1,
                    sender.getId(),
                    sender.getRole(),
                    text,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS),
                    clientMessageId);
            try {
                messages.insert(message);
                lastSeqs.asMap().merge(chatId, message.seq(), Math::max);
                return new Appended(message, false);
            } catch (DuplicateKeyException e) {
                lastSeqs.invalidate(chatId);
                Message repeated = clientMessageId == null ? null : messages.findRepeated(chatId, clientMessageId);
                if (repeated != null) {
                    return repeated(repeated, sender, text);
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MAX_PAUSE_MICROS * attempt) * 1_000);
            } catch (RuntimeException unknownOutcome) {
                lastSeqs.invalidate(chatId);
                throw unknownOutcome;
            }
        }
        throw RequestException.unavailable(null);
    }

    private static Appended repeated(Message stored, ChatMember sender, String text) {
        if (!stored.isSameAs(sender, text)) {
            throw RequestException.conflict("This clientMessageId names another message already.");
        }
        return new Appended(stored, true);
    }
}
