package dev.porchlight.socket.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import com.corundumstudio.socketio.protocol.JacksonJsonSupport;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.porchlight.socket.engine.config.ClientAddresses;
import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.config.EngineMetrics;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.testing.EngineClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that echoes {@code echo} events, forwards {@code relay} events, and records what listeners received. */
public final class EchoServer implements AutoCloseable {

    public final List<String> events = new CopyOnWriteArrayList<>();
    public final Map<UUID, AtomicInteger> disconnects = new ConcurrentHashMap<>();
    public final Map<UUID, SocketIOClient> connected = new ConcurrentHashMap<>();

    public final Queue<CloseReason> closes = new ConcurrentLinkedQueue<>();
    public final Queue<Long> closedAtNanos = new ConcurrentLinkedQueue<>();
    public final Queue<String> rejections = new ConcurrentLinkedQueue<>();

    private final EngineServer server;

    private EchoServer(EngineSettings settings, ClientAddresses addresses) {
        server = new EngineServer(settings, new RawSurrogates(), addresses, new EngineMetrics() {
            @Override
            public void closed(CloseReason reason) {
                closes.add(reason);
                closedAtNanos.add(System.nanoTime());
            }

            @Override
            public void rejected(String rule) {
                rejections.add(rule);
            }
        });
        server.addConnectListener(client -> connected.put(client.getSessionId(), client));
        server.addDisconnectListener(client -> disconnects
                .computeIfAbsent(client.getSessionId(), id -> new AtomicInteger())
                .incrementAndGet());
        server.addEventListener("echo", Object.class, (client, data, ack) -> {
            events.add(String.valueOf(data));
            if (ack.isAckRequested()) {
                ack.sendAckData(data);
            } else {
                client.sendEvent("echo", data);
            }
        });
        server.addEventListener(
                "relay",
                Map.class,
                (client, message, ack) -> connected
                        .get(UUID.fromString(String.valueOf(message.get("to"))))
                        .sendEvent("push", message.get("text")));
        server.addEventListener("slow", Object.class, (client, data, ack) -> {
            Thread.sleep(50);
            events.add(String.valueOf(data));
        });
        server.addEventListener("fail", Object.class, (client, data, ack) -> {
            throw new IllegalStateException("about " + data);
        });
        server.start();
    }

    public static EchoServer start() {
        return start(EngineSettings.defaults());
    }

    public static EchoServer start(EngineSettings settings) {
        return start(settings, (peer, headers) -> peer);
    }

    public static EchoServer start(EngineSettings settings, ClientAddresses addresses) {
        return new EchoServer(settings.withPort(0), addresses);
    }

    /** Timeouts so short that a test can wait for them. */
    public static EngineSettings shortTimeouts() {
        return EngineSettings.defaults()
                .withPingInterval(Duration.ofMillis(500))
                .withPingTimeout(Duration.ofMillis(500))
                .withRequestTimeout(Duration.ofMillis(500))
                .withConnectTimeout(Duration.ofMillis(500))
                .withStallTimeout(Duration.ofMillis(800))
                .withCloseGrace(Duration.ofMillis(500));
    }

    /** Writes emoji unescaped, which Jackson by default does not, so that lengths in UTF-16 code units are tested. */
    private static final class RawSurrogates extends JacksonJsonSupport {
        RawSurrogates() {
            objectMapper.getFactory().enable(JsonGenerator.Feature.COMBINE_UNICODE_SURROGATES_IN_UTF8);
        }
    }

    public int port() {
        return server.port();
    }

    public SocketIOClient client(String sid) {
        UUID id = UUID.fromString(sid);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(5))
                .until(() -> connected.containsKey(id));
        return connected.get(id);
    }

    public int disconnects(String sid) {
        AtomicInteger count = disconnects.get(UUID.fromString(sid));
        return count == null ? 0 : count.get();
    }

    /** A client may see its connection close before the server has called the listeners. */
    public void assertDisconnectedOnce(EngineClient client) {
        assertDisconnectedOnce(client.sid());
    }

    public void assertDisconnectedOnce(String sid) {
        await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofSeconds(5)).until(() -> disconnects(sid) > 0);
        assertThat(disconnects(sid)).isEqualTo(1);
    }

    /** Sessions that exist, connected or not. */
    public int sessions() {
        return server.sessionCount();
    }

    public long sessions(EngineClient.Transport transport, EngineIOVersion version) {
        return server.sessionCount(Transport.valueOf(transport.name()), version);
    }

    public long pendingBytes() {
        return server.pendingBytes();
    }

    public long inboundBytes() {
        return server.inboundBytes();
    }

    @Override
    public void close() {
        server.stop();
    }
}
