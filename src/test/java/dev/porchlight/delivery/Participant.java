package dev.porchlight.delivery;

import dev.porchlight.delivery.RecordedHistory.SeenMessage;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.ChatClient.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.IntSupplier;
import tools.jackson.databind.JsonNode;

/** One side of a chat, a client as docs/delivery.md asks for: retries with the same idempotency key, and catches up. */
final class Participant implements Runnable {

    private final RecordedHistory history;
    private final IntSupplier port;
    private final String chatId;
    private final String token;
    private final Random random;
    private final List<String> outbox = new ArrayList<>();

    /** The messages that this side shows, by seq. */
    private final TreeMap<Long, SeenMessage> view = new TreeMap<>();

    /** @param port asked before each connection: there may be several servers */
    Participant(RecordedHistory history, IntSupplier port, String chatId, String token, int messages, Random random) {
        this.history = history;
        this.port = port;
        this.chatId = chatId;
        this.token = token;
        this.random = random;
        for (int i = 0; i < messages; i++) {
            outbox.add(new UUID(random.nextLong(), random.nextLong()).toString());
        }
    }

    List<String> sent() {
        return outbox;
    }

    Map<Long, SeenMessage> view() {
        return view;
    }

    String chatId() {
        return chatId;
    }

    @Override
    public void run() {
        int next = 0;
        int failures = 0;
        while (next < outbox.size()) {
            try (ChatClient client = ChatClient.connect(port.getAsInt())) {
                catchUp(client);
                while (next < outbox.size()) {
                    JsonNode reply = client.ask(
                            "newMessage",
                            "chatId",
                            chatId,
                            "token",
                            token,
                            "message",
                            text(outbox.get(next)),
                            "clientMessageId",
                            outbox.get(next));
                    if (reply.get("statusCode").asInt() == 200) {
                        history.acknowledged(chatId, reply.get("message"));
                        show(SeenMessage.of(reply.get("message")));
                        next++;
                        failures = 0;
                    } else {
                        requireTemporary(reply);
                        pause(++failures);
                    }
                    takePushes(client);
                    if (hasGap()) {
                        catchUp(client);
                    }
                }
            } catch (RuntimeException | AssertionError broken) {
                // A lost connection, or one that was never made: try again.
                pause(++failures);
            }
        }
    }

    /** Catches up once more, on a connection that does not break. */
    void finish(int healthyPort) {
        try (ChatClient client = ChatClient.connect(healthyPort)) {
            catchUp(client);
        }
    }

    static String text(String clientMessageId) {
        return "Text of " + clientMessageId + " 👋";
    }

    private void catchUp(ChatClient client) {
        JsonNode page;
        do {
            page = client.ask(
                    "getChatMessages", "chatId", chatId, "token", token, "after", lastSeqWithoutGap(), "limit", 200);
            if (page.get("statusCode").asInt() != 200) {
                requireTemporary(page);
                throw new IllegalStateException("Not now");
            }
            page.get("data").forEach(message -> show(SeenMessage.of(message)));
        } while (page.has("more"));
        takePushes(client);
    }

    private void takePushes(ChatClient client) {
        for (Event event : client.takePushes()) {
            if (event.name().equals("messageAdded")
                    && event.data().get("chatId").asString().equals(chatId)) {
                show(SeenMessage.of(event.data().get("message")));
            }
        }
    }

    private void show(SeenMessage message) {
        history.seen(chatId, message);
        view.put(message.seq(), message);
    }

    /** The seq up to which nothing is missing. */
    private long lastSeqWithoutGap() {
        long last = 0;
        for (long seq : view.tailMap(1L).keySet()) {
            if (seq != last + 1) {
                break;
            }
            last = seq;
        }
        return last;
    }

    private boolean hasGap() {
        return !view.isEmpty() && view.lastKey() != view.size();
    }

    private static void requireTemporary(JsonNode reply) {
        String code = reply.get("code").asString();
        if (!code.equals("UNAVAILABLE") && !code.equals("RATE_LIMITED")) {
            throw new Error("Not a temporary failure: " + reply);
        }
    }

    private void pause(int failures) {
        try {
            Thread.sleep(20 + random.nextInt(Math.min(500, 20 << Math.min(failures, 5))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Error("Interrupted");
        }
    }
}
