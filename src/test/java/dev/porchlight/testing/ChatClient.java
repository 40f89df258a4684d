package dev.porchlight.testing;

import dev.porchlight.testing.EngineClient.NoMessageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Asks for chats over one connection, and keeps apart what was asked for and what was pushed. */
public final class ChatClient implements AutoCloseable {

    private static final Duration QUIET = Duration.ofMillis(250);

    private final EngineClient engine;
    private final List<Event> pushes = new ArrayList<>();
    private int lastAck;

    public record Event(String name, JsonNode data) {}

    private ChatClient(EngineClient engine) {
        this.engine = engine;
    }

    /** @param headers of the handshake, such as {@code Origin: https://shop.example} */
    public static ChatClient connect(int port, String... headers) {
        return new ChatClient(EngineClient.connectWebSocket(port, headers));
    }

    public EngineClient engine() {
        return engine;
    }

    /** Asks with an ack, for an object of these names and values in turn. */
    public JsonNode ask(String event, Object... fields) {
        return askFor(event, Rest.object(fields).toString());
    }

    /** Asks with an ack, for this JSON. */
    public JsonNode askFor(String event, String json) {
        int ack = send(event, json);
        while (true) {
            String message = engine.nextMessage();
            if (message.startsWith("43" + ack + "[")) {
                return Rest.parse(message.substring(message.indexOf('['))).get(0);
            }
            keep(message);
        }
    }

    /** Sends a message of the guest who has got this reply to {@code getNewChat}. */
    public JsonNode say(JsonNode chat, String message) {
        return say(chat.get("chatId").asString(), chat.get("guestToken").asString(), message);
    }

    /** Sends a message of the guest or owner with this token. */
    public JsonNode say(String chatId, String token, String message) {
        return ask("newMessage", "chatId", chatId, "token", token, "message", message);
    }

    /** Asks with an ack, and does not wait for it. */
    public int send(String event, String json) {
        int ack = ++lastAck;
        engine.send("42" + ack + "[" + StringNode.valueOf(event) + (json.isEmpty() ? "" : "," + json) + "]");
        return ack;
    }

    /** Asks as clients without acks do, and takes the first event of that name for the reply. */
    public JsonNode askByName(String event, String json) {
        engine.send("42[" + StringNode.valueOf(event) + (json.isEmpty() ? "" : "," + json) + "]");
        return next(event);
    }

    /** The next event of that name, which may have come already. */
    public JsonNode next(String name) {
        for (Iterator<Event> kept = pushes.iterator(); kept.hasNext(); ) {
            Event event = kept.next();
            if (event.name().equals(name)) {
                kept.remove();
                return event.data();
            }
        }
        while (true) {
            Event event = event(engine.nextMessage());
            if (event.name().equals(name)) {
                return event.data();
            }
            pushes.add(event);
        }
    }

    /** Every event that was pushed until now, and that came until no further one comes for a while. */
    public List<Event> drain() {
        try {
            // Its reply comes behind what was pushed before, however late that is on a busy machine.
            ask("checkConnection");
        } catch (NoMessageException ended) {
            return takePushes();
        }
        for (String message; (message = engine.pollMessage(QUIET)) != null; ) {
            keep(message);
        }
        return takePushes();
    }

    /** The pushes that came while something else was waited for. */
    public List<Event> takePushes() {
        List<Event> taken = List.copyOf(pushes);
        pushes.clear();
        return taken;
    }

    /** As {@link #takePushes}, without who comes and goes, which other tests' clients do too. */
    public List<Event> takePushesBesidePresence() {
        return takePushes().stream()
                .filter(event -> !event.name().equals("presenceChanged"))
                .toList();
    }

    private void keep(String message) {
        pushes.add(event(message));
    }

    private static Event event(String message) {
        if (message.startsWith("43")) {
            return new Event(
                    "ack", Rest.parse(message.substring(message.indexOf('['))).get(0));
        }
        if (!message.startsWith("42[")) {
            return new Event(message, StringNode.valueOf(""));
        }
        JsonNode event = Rest.parse(message.substring(2));
        return new Event(event.get(0).asString(), event.get(1));
    }

    @Override
    public void close() {
        engine.close();
    }
}
