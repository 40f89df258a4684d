package dev.porchlight.socket.engine.fuzz;

import com.corundumstudio.socketio.SocketIOClient;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * The test oracle: checks what the engine passes to listeners. Every event must belong to a session that was connected and
 * has not ended. As long as it is known which packets a session was sent, its events must be those of its well-formed
 * packets, each once and in order.
 */
@RequiredArgsConstructor
final class FuzzOracle {

    private static final Pattern ENVELOPE = Pattern.compile("42(?:/,)?\\d{0,9}(?=\\[)");
    private static final int MAX_FINDINGS = 200;

    private final long seed;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<UUID, SocketIOClient> connected = new ConcurrentHashMap<>();
    private final Map<UUID, Expectation> expectations = new ConcurrentHashMap<>();
    private final Queue<String> findings = new ConcurrentLinkedQueue<>();
    private final AtomicInteger found = new AtomicInteger();
    private final AtomicLong events = new AtomicLong();

    /** The events that a session may still have. */
    final class Expectation implements AutoCloseable {

        private final long script;
        private final UUID sid;
        private final Queue<Optional<Object>> next = new ArrayDeque<>();
        private boolean known = true;

        private Expectation(long script, UUID sid) {
            this.script = script;
            this.sid = sid;
        }

        /** Records packets that are about to be sent. */
        synchronized void sends(Collection<String> packets) {
            packets.forEach(this::expectEvent);
        }

        /** Records that bytes are about to be sent whose packets are unknown. */
        synchronized void sendsAnything() {
            known = false;
        }

        private void expectEvent(String packet) {
            Matcher envelope = ENVELOPE.matcher(packet);
            if (!envelope.lookingAt()) {
                return;
            }
            try (JsonParser parser = json.createParser(packet.substring(envelope.end()))) {
                if (parser.nextToken() == JsonToken.START_ARRAY
                        && parser.nextToken() == JsonToken.VALUE_STRING
                        && "echo".equals(parser.getText())) {
                    boolean none = parser.nextToken() == JsonToken.END_ARRAY;
                    next.add(Optional.ofNullable(none ? null : json.readValue(parser, Object.class)));
                }
            } catch (IOException notJson) {
                // Then the engine must reject it.
            }
        }

        private synchronized void check(@Nullable Object data) {
            if (known) {
                Optional<Object> expected = next.poll();
                if (expected == null || !Objects.equals(expected.orElse(null), data)) {
                    found(script, "a listener received " + data + " instead of " + expected);
                }
            }
        }

        @Override
        public void close() {
            expectations.remove(sid);
        }
    }

    Expectation expect(long script, String sid) {
        UUID id = UUID.fromString(sid);
        return expectations.computeIfAbsent(id, same -> new Expectation(script, id));
    }

    void connected(SocketIOClient client) {
        if (connected.put(client.getSessionId(), client) != null) {
            found(-1, "a session connected twice");
        }
    }

    void disconnected(SocketIOClient client) {
        if (connected.remove(client.getSessionId()) == null) {
            found(-1, "a session ended that was not connected or had ended");
        }
    }

    void event(SocketIOClient client, @Nullable Object data) {
        events.incrementAndGet();
        Expectation expectation = expectations.get(client.getSessionId());
        if (!connected.containsKey(client.getSessionId())) {
            found(expectation == null ? -1 : expectation.script, "an event of a session that is not connected");
        }
        if (expectation != null) {
            expectation.check(data);
        }
    }

    /** @param script -1 if unknown */
    void found(long script, String what) {
        if (found.incrementAndGet() <= MAX_FINDINGS) {
            String shown = what.length() > 300 ? what.substring(0, 300) + "…" : what;
            findings.add("seed " + seed + ", " + (script < 0 ? "a script that ran then" : "script " + script) + ": "
                    + shown);
        }
    }

    Collection<String> findings() {
        return findings;
    }

    long events() {
        return events.get();
    }

    int connected() {
        return connected.size();
    }
}
