package dev.porchlight.testing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A client that speaks raw Engine.IO: sends and receives packets as the text they are on the wire. */
public abstract class EngineClient implements AutoCloseable {

    public enum Transport {
        POLLING,
        WEBSOCKET
    }

    /** The session has ended, or nothing came for too long. */
    public static final class NoMessageException extends RuntimeException {}

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    protected final int port;
    protected final int version;

    protected EngineClient(int port, int version) {
        this.port = port;
        this.version = version;
    }

    /** Opens a session and connects it to the default namespace. */
    public static EngineClient connect(int port, Transport transport, int version) {
        return connect(open(port, transport, version));
    }

    /** Opens a session whose handshake has further headers, and connects it to the default namespace. */
    static EngineClient connectWebSocket(int port, String... headers) {
        EngineClient client = new WebSocketEngineClient(port, 4, headers);
        client.start();
        return connect(client);
    }

    private static EngineClient connect(EngineClient client) {
        if (client.version == 4) {
            client.send("40");
        }
        String connected = client.nextMessage();
        if (!connected.startsWith("40")) {
            throw new AssertionError("Expected CONNECT but got " + connected);
        }
        return client;
    }

    /** Opens a session and takes only its handshake. */
    public static EngineClient open(int port, Transport transport, int version) {
        EngineClient client = transport == Transport.POLLING
                ? new PollingEngineClient(port, version)
                : new WebSocketEngineClient(port, version);
        client.start();
        return client;
    }

    protected abstract void start();

    /** The text of the handshake: a JSON object. */
    public abstract String handshake();

    /** Sends packets, in one batch where the transport has batches. */
    public abstract void send(String... packets);

    /** The next packet, or null when none comes in that time or the session has ended. */
    public abstract @Nullable String poll(Duration patience);

    /** Whether the server ends this session within a time. */
    public abstract boolean endsWithin(Duration patience);

    @Override
    public abstract void close();

    public String sid() {
        return handshake().replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
    }

    /** The next packet that is no heartbeat; pings are answered on the way. */
    public String nextMessage() {
        String message = pollMessage(PATIENCE);
        if (message == null) {
            throw new NoMessageException();
        }
        return message;
    }

    public @Nullable String pollMessage(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            String packet = poll(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            if (packet == null || !isHeartbeat(packet)) {
                return packet;
            }
            if (packet.equals("2")) {
                send("3");
            }
        }
    }

    private static boolean isHeartbeat(String packet) {
        return packet.equals("2") || packet.equals("3") || packet.equals("6");
    }
}
