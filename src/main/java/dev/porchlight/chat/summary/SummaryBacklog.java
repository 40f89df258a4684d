package dev.porchlight.chat.summary;

import dev.porchlight.chat.model.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** What is stored and not yet part of its chat's summary, by chat. */
final class SummaryBacklog {

    private static final int MAX_MESSAGES_PER_CHAT = 64;

    private final Map<ObjectId, Entry> entries = new ConcurrentHashMap<>();

    /**
     * @param ownerId the chat's
     * @param messages in no certain order; none means that they must be read from the store
     */
    record Entry(ObjectId ownerId, List<Message> messages) {

        private Entry merge(Entry other) {
            if (messages.isEmpty() || other.messages.isEmpty() || messages.size() == MAX_MESSAGES_PER_CHAT) {
                return new Entry(ownerId, List.of());
            }
            List<Message> all = new ArrayList<>(messages);
            all.addAll(other.messages);
            return new Entry(ownerId, all);
        }
    }

    void add(ObjectId chatId, Entry entry) {
        entries.merge(chatId, entry, Entry::merge);
    }

    @Nullable
    Entry remove(ObjectId chatId) {
        return entries.remove(chatId);
    }

    /** Removes and returns the entries that match. */
    Map<ObjectId, Entry> drain(Predicate<Entry> which) {
        Map<ObjectId, Entry> drained = new HashMap<>();
        entries.forEach((chatId, entry) -> {
            if (which.test(entry) && entries.remove(chatId, entry)) {
                drained.put(chatId, entry);
            }
        });
        return drained;
    }

    int chats() {
        return entries.size();
    }
}
