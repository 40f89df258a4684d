package dev.porchlight.chat;

import jakarta.annotation.PreDestroy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Keeps the fields of a chat that sum up its messages. A change of status is written at once, the rest together a
 * moment later; what a crash left out is found again from the messages, so nothing here needs to be durable.
 */
@Slf4j
@Component
@RequiredArgsConstructor
final class ChatSummaries {

    private static final int FLUSH_MILLIS = 150;
    /** Past these, work is done by whoever brings it, so that the store sets the pace. */
    private static final int MAX_PENDING_CHATS = 10_000;

    private static final int MAX_PENDING_MESSAGES = 64;
    private static final int PAGE = 200;
    private static final int ATTEMPTS = 10;

    private final Chats chats;
    private final Messages messages;
    private final ChatRooms rooms;
    /** The messages that a chat's summary lacks; an empty list means: look them up. */
    private final Map<ObjectId, List<Message>> pending = new ConcurrentHashMap<>();

    private final ReentrantLock flushing = new ReentrantLock();

    /** Takes a stored message into account. It is stored whatever happens here, so nothing is thrown. */
    void add(Message message) {
        boolean statusChanges = chats.recall(message.chatId())
                .filter(chat -> chat.status().after(message.role()) == chat.status())
                .isEmpty();
        List<Message> lacking = pending.merge(message.chatId(), List.of(message), ChatSummaries::joined);
        if (statusChanges || pending.size() > MAX_PENDING_CHATS) {
            pending.remove(message.chatId(), lacking);
            try {
                refresh(message.chatId(), lacking);
            } catch (RuntimeException e) {
                log.warn("A chat's summary is late: {}", e.toString());
                pending.putIfAbsent(message.chatId(), List.of());
            }
        }
    }

    /** Makes sure that a chat is summed up soon, whoever stored its messages. */
    void check(ObjectId chatId) {
        pending.putIfAbsent(chatId, List.of());
    }

    /** Sums up the chat as far as its messages go, now. */
    @Nullable
    Chat refresh(ObjectId chatId) {
        return refresh(chatId, List.of());
    }

    /** Writes what is pending of an owner's chats, so that she finds in her list what was just said. */
    void flush(ObjectId ownerId) {
        flush(chatId -> chats.recall(chatId)
                .filter(chat -> chat.ownerId().equals(ownerId))
                .isPresent());
    }

    @Scheduled(fixedDelay = FLUSH_MILLIS)
    @PreDestroy
    void flush() {
        flush(chatId -> true);
    }

    private void flush(Predicate<ObjectId> which) {
        // One at a time, so that a list never overtakes a write that has just begun.
        if (!tryLock()) {
            return;
        }
        try {
            Map<ObjectId, List<Message>> due = new HashMap<>();
            for (ObjectId chatId : pending.keySet()) {
                List<Message> lacking = which.test(chatId) ? pending.remove(chatId) : null;
                if (lacking != null) {
                    due.put(chatId, lacking);
                }
            }
            write(due);
        } finally {
            flushing.unlock();
        }
    }

    private boolean tryLock() {
        try {
            return flushing.tryLock(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void write(Map<ObjectId, List<Message>> lacking) {
        if (lacking.isEmpty()) {
            return;
        }
        try {
            Map<Chat, Chat> steps = new HashMap<>();
            Map<ObjectId, List<Message>> others = new HashMap<>(lacking);
            for (ObjectId chatId : lacking.keySet()) {
                Chat chat = chats.recall(chatId).orElse(null);
                if (chat != null && follow(chat, lacking.get(chatId))) {
                    steps.put(chat, chat.with(lacking.get(chatId)));
                    others.remove(chatId);
                }
            }
            if (!steps.isEmpty() && chats.advanceAll(steps)) {
                steps.values().forEach(this::announce);
            } else {
                steps.keySet().forEach(chat -> others.put(chat.id(), List.of()));
            }
            others.forEach(this::refresh);
        } catch (RuntimeException e) {
            log.warn("The summaries of {} chats are late: {}", lacking.size(), e.toString());
            lacking.keySet().forEach(this::check);
        }
    }

    /** @param lacking messages known to be missing in the summary, or none: then they are looked up */
    private @Nullable Chat refresh(ObjectId chatId, List<Message> lacking) {
        Chat chat = chats.recall(chatId).orElse(null);
        boolean changed = false;
        for (int attempt = 1; chat != null && attempt <= ATTEMPTS; attempt++) {
            List<Message> next = follow(chat, lacking) ? lacking : messages.after(chatId, chat.lastSeq(), PAGE);
            if (next.isEmpty()) {
                if (changed) {
                    announce(chat);
                }
                return chat;
            }
            Chat advanced = chat.with(next);
            if (chats.advance(chat, advanced)) {
                changed = true;
                chat = advanced;
                if (next.size() < PAGE) {
                    announce(chat);
                    return chat;
                }
            } else {
                chat = chats.load(chatId).orElse(null);
            }
        }
        return chat;
    }

    private void announce(Chat chat) {
        rooms.announce(new Push.ChatUpdated(chat.ownerId(), ChatView.of(chat)));
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

    private static List<Message> joined(List<Message> some, List<Message> further) {
        if (some.isEmpty() || some.size() + further.size() > MAX_PENDING_MESSAGES) {
            return List.of();
        }
        List<Message> all = new ArrayList<>(some);
        all.addAll(further);
        return all;
    }
}
