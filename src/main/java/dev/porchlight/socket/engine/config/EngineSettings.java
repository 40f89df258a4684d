package dev.porchlight.socket.engine.config;

import java.net.InetAddress;
import java.time.Duration;
import lombok.AccessLevel;
import lombok.Builder;
import lombok.With;
import org.jspecify.annotations.Nullable;

/**
 * The limits and timeouts that hold for every connection. Start from {@link #defaults()}.
 *
 * @param address where to listen; {@code null} for every address of this machine
 * @param port where to listen; 0 for any free port
 * @param pingInterval time between two heartbeats of a session
 * @param pingTimeout how late a heartbeat may be; a silent session ends after interval and timeout together
 * @param requestTimeout how long the whole head of a request may take, from the connection or its first byte on
 * @param keepAliveTimeout how long a connection may wait for another request after a response
 * @param crowdedTimeout both while too many wait: see {@link #maxWaitingConnections}
 * @param messageTimeout how long the body of a polling POST, or a WebSocket message, may take to arrive
 * @param speedGrace how long it may take before {@code minBytesPerSecond} counts
 * @param connectTimeout how long a protocol 4 session may stay without its CONNECT packet
 * @param upgradeTimeout how long a polling client may take to upgrade to the WebSocket that it has opened
 * @param stallTimeout how long pending writes may stay without a byte of progress
 * @param closeGrace how long an ended session is kept for its client to fetch or acknowledge what was sent before
 * @param minBytesPerSecond what must arrive of a body or message, from {@code speedGrace} after its start on
 * @param maxInboundBytes memory of all unfinished requests and messages together, above which the largest are dropped
 * @param maxMessageBytes one packet, one WebSocket frame; sent to protocol 4 clients as {@code maxPayload}
 * @param maxFramesPerSecond WebSocket frames of a connection, above which no more are read until the second is over
 * @param maxBatchBytes one polling POST; larger than a message because protocol 3 clients batch without limit
 * @param maxBatchPackets packets in one polling POST
 * @param maxUriBytes request line
 * @param maxHeaderBytes all headers of a request
 * @param maxHeaders of a request
 * @param lowWaterMark pending bytes below which a client is writable again
 * @param highWaterMark pending bytes above which a client is not writable
 * @param maxPendingBytes pending bytes above which a client is disconnected, on either transport
 * @param maxTotalPendingBytes pending bytes of all clients together above which the slowest consumers are disconnected
 * @param maxPendingPackets waiting packets above which a polling client is disconnected
 * @param maxConnections sessions at a time; {@value #CONNECTIONS_PER_SESSION} times as many TCP connections
 * @param maxConnectionsPerAddress sessions of one client address at a time; as many times the TCP connections
 */
@With
@Builder(access = AccessLevel.PRIVATE)
public record EngineSettings(
        @Nullable InetAddress address,
        int port,
        Duration pingInterval,
        Duration pingTimeout,
        Duration requestTimeout,
        Duration keepAliveTimeout,
        Duration crowdedTimeout,
        Duration messageTimeout,
        Duration speedGrace,
        Duration connectTimeout,
        Duration upgradeTimeout,
        Duration stallTimeout,
        Duration closeGrace,
        int minBytesPerSecond,
        long maxInboundBytes,
        int maxMessageBytes,
        int maxFramesPerSecond,
        int maxBatchBytes,
        int maxBatchPackets,
        int maxUriBytes,
        int maxHeaderBytes,
        int maxHeaders,
        int lowWaterMark,
        int highWaterMark,
        int maxPendingBytes,
        long maxTotalPendingBytes,
        int maxPendingPackets,
        int maxConnections,
        int maxConnectionsPerAddress) {

    /** One for the waiting poll, one for a POST beside it, one for a WebSocket to upgrade to. */
    public static final int CONNECTIONS_PER_SESSION = 3;

    private static final int KB = 1024;

    /** Pending bytes are in the heap or in Netty's buffers, which may take as much memory as the heap. */
    private static final int PENDING_PART_OF_MEMORY = 4;

    private static final int INBOUND_PART_OF_MEMORY = 8;

    private static final int MIN_WAITING_PER_ADDRESS = 64;
    private static final int WAITING_PART_OF_SESSIONS = 3;

    public EngineSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be between 0 and 65535, not " + port);
        }
        requirePositive("pingInterval", pingInterval);
        requirePositive("pingTimeout", pingTimeout);
        requirePositive("requestTimeout", requestTimeout);
        requirePositive("keepAliveTimeout", keepAliveTimeout);
        requirePositive("crowdedTimeout", crowdedTimeout);
        requirePositive("messageTimeout", messageTimeout);
        requirePositive("speedGrace", speedGrace);
        requirePositive("minBytesPerSecond", minBytesPerSecond);
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("upgradeTimeout", upgradeTimeout);
        requirePositive("stallTimeout", stallTimeout);
        requirePositive("closeGrace", closeGrace);
        requirePositive("maxMessageBytes", maxMessageBytes);
        requirePositive("maxFramesPerSecond", maxFramesPerSecond);
        requirePositive("maxBatchPackets", maxBatchPackets);
        requirePositive("maxUriBytes", maxUriBytes);
        requirePositive("maxHeaderBytes", maxHeaderBytes);
        requirePositive("maxHeaders", maxHeaders);
        requirePositive("lowWaterMark", lowWaterMark);
        requirePositive("maxPendingPackets", maxPendingPackets);
        requirePositive("maxConnections", maxConnections);
        requirePositive("maxConnectionsPerAddress", maxConnectionsPerAddress);
        requireAtLeast("maxBatchBytes", maxBatchBytes, "maxMessageBytes", maxMessageBytes);
        requireAtLeast("maxInboundBytes", maxInboundBytes, "maxBatchBytes", maxBatchBytes);
        requireAtLeast("highWaterMark", highWaterMark, "lowWaterMark", lowWaterMark);
        requireAtLeast("maxPendingBytes", maxPendingBytes, "highWaterMark", highWaterMark);
        requireAtLeast("maxTotalPendingBytes", maxTotalPendingBytes, "maxPendingBytes", maxPendingBytes);
    }

    public static EngineSettings defaults() {
        return builder()
                .port(8080)
                .pingInterval(Duration.ofSeconds(25))
                .pingTimeout(Duration.ofSeconds(15))
                .requestTimeout(Duration.ofSeconds(10))
                // Longer than the 60 s for which proxies commonly keep a connection: whoever closes first loses no
                // request.
                .keepAliveTimeout(Duration.ofSeconds(65))
                .crowdedTimeout(Duration.ofSeconds(1))
                .messageTimeout(Duration.ofSeconds(30))
                .speedGrace(Duration.ofSeconds(5))
                .minBytesPerSecond(KB)
                .connectTimeout(Duration.ofSeconds(20))
                .upgradeTimeout(Duration.ofSeconds(10))
                .stallTimeout(Duration.ofSeconds(10))
                .closeGrace(Duration.ofSeconds(3))
                .maxInboundBytes(Math.max(8 * KB * KB, Runtime.getRuntime().maxMemory() / INBOUND_PART_OF_MEMORY))
                .maxMessageBytes(64 * KB)
                .maxFramesPerSecond(500)
                .maxBatchBytes(256 * KB)
                .maxBatchPackets(256)
                .maxUriBytes(4 * KB)
                .maxHeaderBytes(32 * KB)
                .maxHeaders(100)
                .lowWaterMark(32 * KB)
                .highWaterMark(128 * KB)
                .maxPendingBytes(1024 * KB)
                .maxTotalPendingBytes(Math.max(1024 * KB, Runtime.getRuntime().maxMemory() / PENDING_PART_OF_MEMORY))
                .maxPendingPackets(1000)
                .maxConnections(20_000)
                .maxConnectionsPerAddress(200)
                .build();
    }

    /**
     * TCP connections without a request, and likewise those between two, above which those are closed that wait for longer than
     * {@code crowdedTimeout}.
     */
    public int maxWaitingConnections() {
        return Math.max(MIN_WAITING_PER_ADDRESS, maxConnections / WAITING_PART_OF_SESSIONS);
    }

    /** As above, of one address. */
    public int maxWaitingConnectionsPerAddress() {
        return Math.max(MIN_WAITING_PER_ADDRESS, maxConnectionsPerAddress / WAITING_PART_OF_SESSIONS);
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
