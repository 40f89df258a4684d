package dev.porchlight.socket.engine;

import static org.awaitility.Awaitility.await;

import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import com.corundumstudio.socketio.protocol.JacksonJsonSupport;
import com.fasterxml.jackson.core.JsonGenerator;
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

/** A guarded server that echoes {@code echo} and hands on {@code relay} events, and remembers what listeners were told. */
final class EchoServer implements AutoCloseable {

    final List<String> events = new CopyOnWriteArrayList<>();
    final Map<UUID, AtomicInteger> disconnects = new ConcurrentHashMap<>();
    final Map<UUID, SocketIOClient> connected = new ConcurrentHashMap<>();

    final Queue<CloseReason> closes = new ConcurrentLinkedQueue<>();
    final Queue<Long> closedAtNanos = new ConcurrentLinkedQueue<>();
    final Queue<String> refusals = new ConcurrentLinkedQueue<>();

    private final GuardedServer server;

    private EchoServer(GuardSettings settings, ClientAddresses addresses) {
        server = GuardedServer.create(settings, new RawSurrogates(), addresses, new GuardWatch() {
            @Override
            public void closed(CloseReason reason) {
                closes.add(reason);
                closedAtNanos.add(System.nanoTime());
            }

            @Override
            public void refused(String rule) {
                refusals.add(rule);
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

    static EchoServer start() {
        return start(GuardSettings.defaults());
    }

    static EchoServer start(GuardSettings settings) {
        return start(settings, (peer, headers) -> peer);
    }

    static EchoServer start(GuardSettings settings, ClientAddresses addresses) {
        return new EchoServer(settings.withPort(0), addresses);
    }

    /** Bounds so short that a test can wait for them. */
    static GuardSettings hasty() {
        return GuardSettings.defaults()
                .withPingInterval(Duration.ofMillis(500))
                .withPingTimeout(Duration.ofMillis(500))
                .withRequestTimeout(Duration.ofMillis(500))
                .withConnectTimeout(Duration.ofMillis(500))
                .withStallTimeout(Duration.ofMillis(800))
                .withCloseGrace(Duration.ofMillis(500));
    }

    /** Writes emoji as they are; by itself Jackson escapes them, and lengths would never be put to the test. */
    private static final class RawSurrogates extends JacksonJsonSupport {
        RawSurrogates() {
            objectMapper.getFactory().enable(JsonGenerator.Feature.COMBINE_UNICODE_SURROGATES_IN_UTF8);
        }
    }

    int port() {
        return server.port();
    }

    SocketIOClient client(String sid) {
        UUID id = UUID.fromString(sid);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(5))
                .until(() -> connected.containsKey(id));
        return connected.get(id);
    }

    int disconnects(String sid) {
        AtomicInteger count = disconnects.get(UUID.fromString(sid));
        return count == null ? 0 : count.get();
    }

    /** Sessions that exist, connected or not. */
    int sessions() {
        return server.sessionCount();
    }

    long sessions(EngineClient.Transport transport, EngineIOVersion version) {
        return server.sessionCount(Transport.valueOf(transport.name()), version);
    }

    long pendingBytes() {
        return server.pendingBytes();
    }

    /** Stops without waiting: the library takes seconds of quiet first. */
    @Override
    public void close() {
        Thread stopping = new Thread(server::stop, "stopping-server");
        stopping.setDaemon(true);
        stopping.start();
    }
}
