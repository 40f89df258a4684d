package dev.porchlight.delivery;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.JsonNode;

/** What all participants saw of the chats. What contradicts an earlier record is kept as a violation. */
final class RecordedHistory {

    /** A message as a participant saw it. */
    record SeenMessage(String id, long seq, String clientMessageId, String role, String text) {

        static SeenMessage of(JsonNode message) {
            return new SeenMessage(
                    message.get("_id").asString(),
                    message.get("seq").asLong(),
                    message.get("clientMessageId").asString(),
                    message.get("role").asString(),
                    message.get("message").asString());
        }
    }

    /** The message of each reply, by clientMessageId. */
    private final Map<String, SeenMessage> acknowledged = new ConcurrentHashMap<>();

    /** The message of each push, page and reply, by chat and seq. */
    private final Map<String, SeenMessage> seen = new ConcurrentHashMap<>();

    private final Queue<String> violations = new ConcurrentLinkedQueue<>();

    void acknowledged(String chatId, JsonNode reply) {
        SeenMessage message = SeenMessage.of(reply);
        SeenMessage before = acknowledged.put(message.clientMessageId(), message);
        if (before != null && !before.equals(message)) {
            violations.add("acknowledged as " + before + " and as " + message);
        }
        seen(chatId, message);
    }

    void seen(String chatId, SeenMessage message) {
        SeenMessage before = seen.put(chatId + "/" + message.seq(), message);
        if (before != null && !before.equals(message)) {
            violations.add("seen as " + before + " and as " + message);
        }
    }

    int acknowledgements() {
        return acknowledged.size();
    }

    Map<String, SeenMessage> acknowledged() {
        return acknowledged;
    }

    Map<String, SeenMessage> seen() {
        return seen;
    }

    List<String> violations() {
        return List.copyOf(violations);
    }
}
