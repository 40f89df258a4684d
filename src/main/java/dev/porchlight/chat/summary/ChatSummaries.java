package dev.porchlight.chat.summary;

import dev.porchlight.chat.message.KeyedLock;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.chat.push.Push;
import dev.porchlight.error.RequestException;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * Keeps the fields of a chat that sum up its messages. A change of status is written at once, the rest together a
 * moment later; what a crash left out is found again from the messages, so nothing here needs to be durable.
 */
@Slf4j
@Component
@RequiredArgsConstructor
public final class ChatSummaries {

    private static final Duration FLUSH_AFTER = Duration.ofMillis(150);
    /** Past these, work is done by whoever brings it, so that the store sets the pace. */
    private static final int MAX_PENDING_CHATS = 10_000;

    private static final int MAX_PENDING_MESSAGES = 64;
    private static final int PAGE = 200;
    private static final int ATTEMPTS = 10;

    private final ChatRepository chats;
    private final MessageRepository messages;
    private final ApplicationEventPublisher events;
    private final TaskScheduler scheduler;
    private final Map<ObjectId, Pending> pending = new ConcurrentHashMap<>();
    private final AtomicBoolean flushDue = new AtomicBoolean();
    private final KeyedLock turns = new KeyedLock();
    private final ReentrantLock flushing = new ReentrantLock();

    /**
     * What a chat's summary lacks.
     *
     * @param messages in no certain order; none means: look them up
     */
    private record Pending(ObjectId ownerId, List<Message> messages) {

        Pending and(Pending further) {
            if (messages.isEmpty() || further.messages.isEmpty() || messages.size() == MAX_PENDING_MESSAGES) {
                return new Pending(ownerId, List.of());
            }
            List<Message> all = new ArrayList<>(messages);
            all.addAll(further.messages);
            return new Pending(ownerId, all);
        }
    }

    /** Takes a stored message into account. It is stored whatever happens here, so nothing is thrown. */
    public void add(ObjectId ownerId, Message message) {
        ObjectId chatId = message.chatId();
        remember(chatId, new Pending(ownerId, List.of(message)));
        try {
            Chat chat = chats.recall(chatId).orElse(null);
            boolean statusChanges = chat != null && chat.status().after(message.role()) != chat.status();
            if (statusChanges || pending.size() > MAX_PENDING_CHATS) {
                inTurn(chatId, () -> sumUpPending(chatId));
            }
        } catch (RuntimeException e) {
            log.warn("A chat's summary is late: {}", e.toString());
            check(ownerId, chatId);
        }
    }

    /** All that was added until it was our turn: of many who write to one chat, one does the work for those who wait. */
    private void sumUpPending(ObjectId chatId) {
        chats.recall(chatId).ifPresent(chat -> {
            Pending lacking = pending.remove(chatId);
            if (lacking != null) {
                sumUp(chat, lacking.messages());
            }
        });
    }

    /** Makes sure that a chat is summed up soon, whoever stored its messages. */
    public void check(ObjectId ownerId, ObjectId chatId) {
        remember(chatId, new Pending(ownerId, List.of()));
    }

    private void remember(ObjectId chatId, Pending further) {
        pending.merge(chatId, further, Pending::and);
        flushSoon();
    }

    private void flushSoon() {
        if (flushDue.compareAndSet(false, true)) {
            try {
                scheduler.schedule(this::flushInTurn, Instant.now().plus(FLUSH_AFTER));
            } catch (TaskRejectedException e) {
                log.debug("Left to the end of the application, which has begun");
            }
        }
    }

    /**
     * Sums up a chat as far as its messages go, now.
     *
     * @return none if it was deleted meanwhile
     * @throws RequestException {@code UNAVAILABLE} if others are always faster
     */
    public Optional<Chat> refresh(Chat chat) {
        return sumUp(chat, List.of());
    }

    /** Has a chat moved on by nobody else in this process for a while, so that a busy one can be moved on at all. */
    public void inTurn(ObjectId chatId, Runnable work) {
        turns.take(chatId, () -> {
            work.run();
            return true;
        });
    }

    /** Writes what is pending of an owner's chats, so that she finds in her list what was just said. */
    public void flush(ObjectId ownerId) {
        flush(lacking -> lacking.ownerId().equals(ownerId), FLUSH_AFTER);
    }

    @PreDestroy
    public void flush() {
        flush(lacking -> true, FLUSH_AFTER);
    }

    /** Comes again rather than wait, since few threads serve all that is scheduled. */
    private void flushInTurn() {
        flushDue.set(false);
        if (!flush(lacking -> true, Duration.ZERO)) {
            flushSoon();
        }
    }

    /** @return whether it was our turn within that time */
    private boolean flush(Predicate<Pending> which, Duration patience) {
        // One at a time, so that a list never overtakes a write that has just begun.
        if (!tryLock(patience)) {
            return false;
        }
        try {
            Map<ObjectId, Pending> due = new HashMap<>();
            pending.forEach((chatId, lacking) -> {
                if (which.test(lacking) && pending.remove(chatId, lacking)) {
                    due.put(chatId, lacking);
                }
            });
            writeTogether(due);
            due.forEach(this::write);
            return true;
        } finally {
            flushing.unlock();
        }
    }

    private boolean tryLock(Duration patience) {
        try {
            return flushing.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Writes in one command what needs no look-up, and leaves the rest in the map. */
    private void writeTogether(Map<ObjectId, Pending> due) {
        Map<Chat, Chat> steps = new HashMap<>();
        try {
            due.forEach((chatId, lacking) -> chats.recall(chatId)
                    .filter(chat -> follow(chat, lacking.messages()))
                    .ifPresent(chat -> {
                        Chat advanced = chat.with(lacking.messages());
                        // A change of status is told by whoever is known to have written it.
                        if (advanced.status() == chat.status()) {
                            steps.put(chat, advanced);
                        }
                    }));
            if (!steps.isEmpty() && chats.advanceAll(steps)) {
                steps.values().forEach(chat -> {
                    due.remove(chat.id());
                    events.publishEvent(Push.ChatUpdated.of(chat));
                });
            }
        } catch (RuntimeException e) {
            log.warn("The summaries of {} chats are late: {}", due.size(), e.toString());
        }
    }

    /** By itself, so that one chat in trouble holds up no other. */
    private void write(ObjectId chatId, Pending lacking) {
        try {
            chats.recall(chatId)
                    .ifPresentOrElse(chat -> sumUp(chat, lacking.messages()), () -> chats.sweepAgain(chatId));
        } catch (RuntimeException e) {
            log.warn("A chat's summary is late: {}", e.toString());
            check(lacking.ownerId(), chatId);
        }
    }

    /** @param lacking messages known to be missing in the summary, or none: then they are looked up */
    private Optional<Chat> sumUp(Chat known, List<Message> lacking) {
        return turns.take(known.id(), () -> sumUpInTurn(known, lacking));
    }

    private Optional<Chat> sumUpInTurn(Chat known, List<Message> lacking) {
        @Nullable Chat chat = known;
        ChatStatus before = null;
        for (int lost = 0; lost < ATTEMPTS; ) {
            if (chat == null || chat.isDeleted()) {
                // Somebody wrote to it who had not heard of its end.
                chats.sweepAgain(known.id());
                return Optional.empty();
            }
            List<Message> next = follow(chat, lacking) ? lacking : messages.after(chat.id(), chat.lastSeq(), PAGE);
            if (!next.isEmpty()) {
                Chat advanced = chat.with(next);
                if (!chats.advance(chat, advanced)) {
                    lost++;
                    chat = chats.load(known.id()).orElse(null);
                    continue;
                }
                before = before == null ? chat.status() : before;
                chat = advanced;
            }
            // No further: who writes meanwhile has it summed up again, and in a busy chat there would be no end.
            if (next == lacking || next.size() < PAGE) {
                // One of several that were to be written together may have been written without a word.
                if (before != null || !lacking.isEmpty()) {
                    events.publishEvent(Push.ChatUpdated.of(before == null ? chat.status() : before, chat));
                }
                return Optional.of(chat);
            }
        }
        throw RequestException.unavailable(null);
    }

    private static boolean follow(Chat chat, List<Message> lacking) {
        long seq = chat.lastSeq();
        for (Message message : lacking) {
            if (message.seq() != ++seq) {
                return false;
            }
        }
        return !lacking.isEmpty();
    }
}
