package dev.porchlight.chat.summary;

import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.chat.push.Push;
import dev.porchlight.error.RequestException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.context.ApplicationEventPublisher;

/** Computes summaries from messages, stores them and publishes the change. */
@RequiredArgsConstructor
final class SummaryWriter {

    private static final int PAGE = 200;

    private final ChatRepository chats;
    private final MessageRepository messages;
    private final ChatUpdater updater;
    private final ApplicationEventPublisher events;

    /** From one state of a chat to the next; {@code last} unless there are more messages to include. */
    private record Step(Chat from, Chat to, boolean last) {

        boolean changed() {
            return from.revision() != to.revision();
        }
    }

    /**
     * Brings a chat's summary up to its newest message.
     *
     * @param known the chat, which may be stale
     * @param pending messages that follow {@code known.lastSeq()}, if that is known; otherwise they are read from the
     *     store
     * @return the chat as it is stored then; empty if it was deleted
     * @throws RequestException {@code UNAVAILABLE} if other writers are always faster
     */
    Optional<Chat> write(Chat known, List<Message> pending) {
        return updater.withLock(known.id(), () -> {
            Optional<Step> first = writeStep(known, pending);
            Optional<Step> step = first;
            while (step.isPresent() && !step.get().last()) {
                step = writeStep(step.get().to(), pending);
            }
            if (step.isEmpty()) {
                // A message was appended by a request that had not seen the deletion.
                chats.purgeAgain(known.id());
                return Optional.empty();
            }
            Chat chat = step.get().to();
            // With messages pending, a failed writeAll may have stored them without a push.
            if (first.orElseThrow().changed() || !pending.isEmpty()) {
                events.publishEvent(
                        Push.ChatUpdated.of(first.orElseThrow().from().status(), chat));
            }
            return Optional.of(chat);
        });
    }

    private Optional<Step> writeStep(Chat known, List<Message> pending) {
        return updater.update(known.id(), () -> Optional.of(known), chat -> {
            boolean pendingIsAll = follow(chat, pending);
            List<Message> next = pendingIsAll ? pending : messages.after(chat.id(), chat.lastSeq(), PAGE);
            if (next.isEmpty()) {
                return new Step(chat, chat, true);
            }
            Chat advanced = chat.withMessages(next);
            chats.compareAndSet(chat, advanced);
            // What is stored meanwhile brings its own update; in a busy chat there would be no end to it.
            return new Step(chat, advanced, pendingIsAll || next.size() < PAGE);
        });
    }

    /**
     * Stores in one command the summaries for which no message has to be read and whose status stays.
     *
     * @return the chats that are done; the others may be stored or not
     */
    Set<ObjectId> writeAll(Map<ObjectId, SummaryBacklog.Entry> backlog) {
        Map<Chat, Chat> fromTo = new HashMap<>();
        backlog.forEach((chatId, entry) -> chats.findCached(chatId)
                .filter(chat -> follow(chat, entry.messages()))
                .ifPresent(chat -> {
                    Chat advanced = chat.withMessages(entry.messages());
                    // A change of status is pushed once, by the process that stored it.
                    if (advanced.status() == chat.status()) {
                        fromTo.put(chat, advanced);
                    }
                }));
        if (fromTo.isEmpty() || !chats.compareAndSetAll(fromTo)) {
            return Set.of();
        }
        Set<ObjectId> done = new HashSet<>();
        fromTo.values().forEach(chat -> {
            done.add(chat.id());
            events.publishEvent(Push.ChatUpdated.of(chat));
        });
        return done;
    }

    /** Whether these are one or more messages that follow the summary without a gap. */
    private static boolean follow(Chat chat, List<Message> pending) {
        long seq = chat.lastSeq();
        for (Message message : pending) {
            if (message.seq() != ++seq) {
                return false;
            }
        }
        return !pending.isEmpty();
    }
}
