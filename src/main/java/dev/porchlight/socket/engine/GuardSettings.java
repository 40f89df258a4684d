package dev.porchlight.socket.engine;

import java.net.InetAddress;
import java.time.Duration;
import lombok.With;
import org.jspecify.annotations.Nullable;

/**
 * The bounds the guard holds every connection to. Start from {@link #defaults()}.
 *
 * @param address where to listen; {@code null} is at every address of this machine
 * @param port where to listen; 0 takes any free port, see {@link GuardedServer#port()}
 * @param pingInterval how often a heartbeat is due
 * @param pingTimeout how long past its due time a heartbeat may be; a silent session ends after both together
 * @param requestTimeout how long a new connection may take to present one whole request
 * @param connectTimeout how long a protocol 4 session may stay without its CONNECT packet
 * @param upgradeTimeout how long a polling client may take to move to the WebSocket it has opened
 * @param stallTimeout how long pending output may stay without a byte of progress
 * @param closeGrace how long an ended session waits for its last words to be fetched or acknowledged
 * @param maxMessageBytes one packet, one WebSocket frame; announced to protocol 4 clients as {@code maxPayload}
 * @param maxBatchBytes one polling POST; larger than a message because protocol 3 clients batch without limit
 * @param maxBatchPackets packets in one polling POST
 * @param maxUriBytes request line
 * @param maxHeaderBytes all headers of a request
 * @param lowWaterMark pending bytes under which a slow client counts as writable again
 * @param highWaterMark pending bytes over which a client counts as slow
 * @param maxBacklogBytes pending bytes over which a client is closed, on either transport
 * @param maxTotalBacklogBytes pending bytes of all clients together over which those furthest behind are closed
 * @param maxBacklogPackets waiting packets over which a polling client is closed
 * @param maxConnections sessions that there may be at a time; {@value #CONNECTIONS_PER_SESSION} times as many TCP connections
 * @param maxConnectionsPerAddress sessions that one client address may have at a time; as many times the TCP connections
 */
@With
public record GuardSettings(
        @Nullable InetAddress address,
        int port,
        Duration pingInterval,
        Duration pingTimeout,
        Duration requestTimeout,
        Duration connectTimeout,
        Duration upgradeTimeout,
        Duration stallTimeout,
        Duration closeGrace,
        int maxMessageBytes,
        int maxBatchBytes,
        int maxBatchPackets,
        int maxUriBytes,
        int maxHeaderBytes,
        int lowWaterMark,
        int highWaterMark,
        int maxBacklogBytes,
        long maxTotalBacklogBytes,
        int maxBacklogPackets,
        int maxConnections,
        int maxConnectionsPerAddress) {

    /** A client that polls has its poll waiting while it posts, and may try a WebSocket meanwhile. */
    static final int CONNECTIONS_PER_SESSION = 3;

    private static final int KB = 1024;

    /** What is pending is in Netty's buffers, which may have as much memory as the heap, or in the heap. */
    private static final int BACKLOG_PART_OF_MEMORY = 4;

    public GuardSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be between 0 and 65535, not " + port);
        }
        requirePositive("pingInterval", pingInterval);
        requirePositive("pingTimeout", pingTimeout);
        requirePositive("requestTimeout", requestTimeout);
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("upgradeTimeout", upgradeTimeout);
        requirePositive("stallTimeout", stallTimeout);
        requirePositive("closeGrace", closeGrace);
        requirePositive("maxMessageBytes", maxMessageBytes);
        requirePositive("maxBatchPackets", maxBatchPackets);
        requirePositive("maxUriBytes", maxUriBytes);
        requirePositive("maxHeaderBytes", maxHeaderBytes);
        requirePositive("lowWaterMark", lowWaterMark);
        requirePositive("maxBacklogPackets", maxBacklogPackets);
        requirePositive("maxConnections", maxConnections);
        requirePositive("maxConnectionsPerAddress", maxConnectionsPerAddress);
        requireAtLeast("maxBatchBytes", maxBatchBytes, "maxMessageBytes", maxMessageBytes);
        requireAtLeast("highWaterMark", highWaterMark, "lowWaterMark", lowWaterMark);
        requireAtLeast("maxBacklogBytes", maxBacklogBytes, "highWaterMark", highWaterMark);
        requireAtLeast("maxTotalBacklogBytes", maxTotalBacklogBytes, "maxBacklogBytes", maxBacklogBytes);
    }

    public static GuardSettings defaults() {
        return new GuardSettings(
                null,
                8080,
                Duration.ofSeconds(25),
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                64 * KB,
                256 * KB,
                256,
                4 * KB,
                8 * KB,
                32 * KB,
                128 * KB,
                1024 * KB,
                Math.max(1024 * KB, Runtime.getRuntime().maxMemory() / BACKLOG_PART_OF_MEMORY),
                1000,
                20_000,
                200);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.toMillis() <= 0 || value.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    name + " must be at least a millisecond and at most 24 days, not " + value);
        }
    }

    private static void requirePositive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }

    private static void requireAtLeast(String name, long value, String floorName, int floor) {
        if (value < floor) {
            throw new IllegalArgumentException(name + " must be at least " + floorName + ", not " + value);
        }
    }
}
