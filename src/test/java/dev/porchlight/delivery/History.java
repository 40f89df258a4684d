package dev.porchlight.delivery;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.JsonNode;

/** What everybody saw of the chats. Whatever contradicts an earlier sight is kept as a violation. */
final class History {

    /** A message as somebody saw it. */
    record Sight(String id, long seq, String clientMessageId, String role, String text) {

        static Sight of(JsonNode message) {
            return new Sight(
                    message.get("_id").asString(),
                    message.get("seq").asLong(),
                    message.get("clientMessageId").asString(),
                    message.get("role").asString(),
                    message.get("message").asString());
        }
    }

    /** By clientMessageId: what a reply said of it. */
    private final Map<String, Sight> acknowledged = new ConcurrentHashMap<>();

    /** By chat and seq: what anybody was told or shown. */
    private final Map<String, Sight> seen = new ConcurrentHashMap<>();

    private final Queue<String> violations = new ConcurrentLinkedQueue<>();

    void acknowledged(String chatId, JsonNode message) {
        Sight sight = Sight.of(message);
        Sight before = acknowledged.put(sight.clientMessageId(), sight);
        if (before != null && !before.equals(sight)) {
            violations.add("acknowledged as " + before + " and as " + sight);
        }
        seen(chatId, sight);
    }

    void seen(String chatId, Sight sight) {
        Sight before = seen.put(chatId + "/" + sight.seq(), sight);
        if (before != null && !before.equals(sight)) {
            violations.add("seen as " + before + " and as " + sight);
        }
    }

    int acknowledgements() {
        return acknowledged.size();
    }

    Map<String, Sight> acknowledged() {
        return acknowledged;
    }

    Map<String, Sight> seen() {
        return seen;
    }

    List<String> violations() {
        return List.copyOf(violations);
    }
}
