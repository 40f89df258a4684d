package dev.porchlight.chat.summary;

import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.error.RequestException;
import dev.porchlight.error.StoreFailureLog;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import lombok.extern.slf4j.Slf4j;
import org.bson.types.ObjectId;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * Keeps the fields of a chat that are derived from its messages. A change of status is stored at once, the rest of many
 * chats together within 150 ms. What a crash leaves out is computed again from the messages, so that nothing here needs
 * to be durable.
 */
@Slf4j
@Component
public final class ChatSummaries {

    private static final Duration FLUSH_AFTER = Duration.ofMillis(150);
    /** Of the store, which concerns all chats. */
    private static final Duration FLUSH_AFTER_FAILURE = Duration.ofSeconds(1);

    /** Past these the caller of {@link #add} writes: backpressure. */
    private static final int MAX_BACKLOG_CHATS = 10_000;

    private final ChatRepository chats;
    private final ChatUpdater updater;
    private final SummaryWriter writer;
    private final TaskScheduler scheduler;
    private final StoreFailureLog storeFailures;
    private final SummaryBacklog backlog = new SummaryBacklog();
    private final AtomicBoolean flushScheduled = new AtomicBoolean();
    private final ReentrantLock flushLock = new ReentrantLock();

    public ChatSummaries(
            ChatRepository chats,
            MessageRepository messages,
            ChatUpdater updater,
            ApplicationEventPublisher events,
            TaskScheduler scheduler,
            StoreFailureLog storeFailures) {
        this.chats = chats;
        this.updater = updater;
        this.writer = new SummaryWriter(chats, messages, updater, events);
        this.scheduler = scheduler;
        this.storeFailures = storeFailures;
    }

    /**
     * Includes a stored message soon, or now if it changes the chat's status: this blocks while the store works. Never
     * throws, since the message is stored in any case.
     */
    public void add(ObjectId ownerId, Message message) {
        ObjectId chatId = message.chatId();
        addToBacklog(chatId, new SummaryBacklog.Entry(ownerId, List.of(message)));
        try {
            if (changesStatus(message) || backlog.chats() > MAX_BACKLOG_CHATS) {
                writeBacklogOf(chatId);
            }
        } catch (RuntimeException e) {
            recomputeAfter(e, ownerId, chatId);
        }
    }

    private boolean changesStatus(Message message) {
        return chats.findCached(message.chatId())
                .filter(chat -> chat.status().after(message.role()) != chat.status())
                .isPresent();
    }

    /** Takes what is there once the lock is held: of many that write to one chat, one thread does the work for all. */
    private void writeBacklogOf(ObjectId chatId) {
        updater.withLock(chatId, () -> {
            chats.findCached(chatId).ifPresent(this::writeBacklogOf);
        });
    }

    private void writeBacklogOf(Chat chat) {
        SummaryBacklog.Entry entry = backlog.remove(chat.id());
        if (entry != null) {
            writer.write(chat, entry.messages());
        }
    }

    /** Has a chat's summary computed soon from what is stored by then. */
    public void recomputeSoon(ObjectId ownerId, ObjectId chatId) {
        addToBacklog(chatId, new SummaryBacklog.Entry(ownerId, List.of()));
    }

    /**
     * Brings a chat's summary up to its newest message, now.
     *
     * @param chat may be stale
     * @return the chat as it is stored then; empty if it was deleted
     * @throws RequestException {@code UNAVAILABLE} if other writers are always faster
     */
    public Optional<Chat> refresh(Chat chat) {
        return writer.write(chat, List.of());
    }

    private void recomputeAfter(RuntimeException failure, ObjectId ownerId, ObjectId chatId) {
        backlog.add(chatId, new SummaryBacklog.Entry(ownerId, List.of()));
        if (failure instanceof DataAccessException ofStore) {
            storeFailures.failed("a chat's summary", ofStore);
            scheduleFlush(FLUSH_AFTER_FAILURE);
        } else {
            // Whoever keeps a chat busy could fill the log.
            if (!(failure instanceof RequestException)) {
                log.warn("A chat's summary is late: {}", failure.toString());
            }
            scheduleFlush(FLUSH_AFTER);
        }
    }

    private void addToBacklog(ObjectId chatId, SummaryBacklog.Entry entry) {
        backlog.add(chatId, entry);
        scheduleFlush(FLUSH_AFTER);
    }

    private void scheduleFlush(Duration after) {
        if (flushScheduled.compareAndSet(false, true)) {
            try {
                scheduler.schedule(this::flushUnlessFlushing, Instant.now().plus(after));
            } catch (TaskRejectedException e) {
                log.debug("The application stops, and flushes then");
            }
        }
    }

    /** Writes the backlog of an owner's chats, so that their list shows what was just said. */
    public void flush(ObjectId ownerId) {
        flush(entry -> entry.ownerId().equals(ownerId), FLUSH_AFTER);
    }

    @PreDestroy
    public void flush() {
        flush(entry -> true, FLUSH_AFTER);
    }

    /** Comes again rather than wait: few threads serve all that is scheduled. */
    private void flushUnlessFlushing() {
        flushScheduled.set(false);
        if (!flush(entry -> true, Duration.ZERO)) {
            scheduleFlush(FLUSH_AFTER);
        }
    }

    /** @return {@code false} if another thread flushes and did not end in time */
    private boolean flush(Predicate<SummaryBacklog.Entry> which, Duration maxWait) {
        // One at a time, so that a list is not read while another thread still writes what it took from the backlog.
        if (!acquireFlushLock(maxWait)) {
            return false;
        }
        try {
            Map<ObjectId, SummaryBacklog.Entry> due = backlog.drain(which);
            due.keySet().removeAll(writeAll(due));
            due.forEach(this::writeAlone);
            return true;
        } finally {
            flushLock.unlock();
        }
    }

    private boolean acquireFlushLock(Duration maxWait) {
        try {
            return flushLock.tryLock(maxWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Set<ObjectId> writeAll(Map<ObjectId, SummaryBacklog.Entry> due) {
        try {
            return writer.writeAll(due);
        } catch (RuntimeException e) {
            log.debug("Each of {} chats is written alone", due.size(), e);
            return Set.of();
        }
    }

    /** One chat that cannot be written holds up no other. */
    private void writeAlone(ObjectId chatId, SummaryBacklog.Entry entry) {
        try {
            chats.findCached(chatId)
                    .ifPresentOrElse(chat -> writer.write(chat, entry.messages()), () -> chats.purgeAgain(chatId));
        } catch (RuntimeException e) {
            recomputeAfter(e, entry.ownerId(), chatId);
        }
    }
}
