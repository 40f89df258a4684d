package dev.porchlight.socket.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.transport.NamespaceClient;
import dev.porchlight.socket.engine.Connections;
import dev.porchlight.socket.engine.EchoServer;
import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import dev.porchlight.testing.WebSocketEngineClient;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SlowConsumerTest {

    private static final String KILOBYTES = "x".repeat(8 * 1024);
    private static final int MORE_THAN_KERNELS_BUFFER = 1000;

    @Test
    void a_WebSocket_that_reads_nothing_is_closed() {

        try (EchoServer server = EchoServer.start(largePendingLimit());
                EngineClient client = EngineClient.connect(server.port(), Transport.WEBSOCKET, 4)) {
            SocketIOClient slow = server.client(client.sid());

            push(slow, MORE_THAN_KERNELS_BUFFER);

            assertThat(Connections.isWritable(slow)).isFalse();
            server.assertDisconnectedOnce(client);
        }
    }

    @Test
    void a_WebSocket_that_reads_slowly_is_kept() {

        try (EchoServer server = EchoServer.start(largePendingLimit().withStallTimeout(Duration.ofSeconds(2)));
                EngineClient client = EngineClient.connect(server.port(), Transport.WEBSOCKET, 4)) {
            push(server.client(client.sid()), MORE_THAN_KERNELS_BUFFER);

            long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
            while (System.nanoTime() < end) {
                assertThat(client.pollMessage(Duration.ofSeconds(5))).isNotNull();
                pause(Duration.ofMillis(5));
            }
            assertThat(server.disconnects(client.sid())).isZero();
        }
    }

    @Test
    void pongs_are_not_queued_for_a_client_that_does_not_read() {
        try (EchoServer server = EchoServer.start(largePendingLimit()
                        .withStallTimeout(Duration.ofMinutes(1))
                        .withMaxFramesPerSecond(1_000_000));
                WebSocketEngineClient client =
                        (WebSocketEngineClient) EngineClient.connect(server.port(), Transport.WEBSOCKET, 4)) {
            SocketIOClient slow = server.client(client.sid());
            // Large events: a kernel without memory for many small segments drops some, and with them the TCP
            // acknowledgements of what the client sends.
            await().pollInterval(Duration.ofMillis(5)).until(() -> {
                push(slow, 1);
                return !Connections.isWritable(slow);
            });
            for (int i = 0; i < 80_000; i++) {
                client.sendFrame(WebSocketEngineClient.FIN | 0x9, new byte[125]);
            }
            client.send("42[\"echo\",\"after the pings\"]");

            await().atMost(Duration.ofSeconds(20)).until(() -> server.events.contains("after the pings"));
            assertThat(slow)
                    .extracting("baseClient.transport.channel")
                    .satisfies(channel -> assertThat(((Channel) channel)
                                    .unsafe()
                                    .outboundBuffer()
                                    .totalPendingWriteBytes())
                            .isLessThan(1 << 18));
            assertThat(Connections.isWritable(slow)).isFalse();
        }
    }

    @Test
    void a_WebSocket_over_the_pending_limit_is_closed_at_once() {
        try (EchoServer server = EchoServer.start();
                EngineClient client = EngineClient.connect(server.port(), Transport.WEBSOCKET, 4)) {
            SocketIOClient slow = server.client(client.sid());
            push(slow, MORE_THAN_KERNELS_BUFFER);

            await().until(() -> session(slow).isClosing());
            server.assertDisconnectedOnce(client);
        }
    }

    @Test
    void a_polling_client_over_the_packet_limit_is_closed() {
        EngineSettings bounded = EngineSettings.defaults().withMaxPendingPackets(50);
        try (EchoServer server = EchoServer.start(bounded);
                EngineClient client = EngineClient.connect(server.port(), Transport.POLLING, 4)) {
            SocketIOClient slow = server.client(client.sid());
            for (int i = 0; i < 50; i++) {
                slow.sendEvent("push", i);
            }
            assertThat(server.disconnects(client.sid())).isZero();

            slow.sendEvent("push", "one too many");

            assertThat(session(slow).isClosing()).as("stopped receiving").isTrue();
            server.assertDisconnectedOnce(client);
            await().atMost(Duration.ofSeconds(10)).until(() -> server.sessions() == 0);
        }
    }

    @Test
    void a_polling_client_over_the_pending_limit_is_closed() {
        try (EchoServer server = EchoServer.start();
                EngineClient client = EngineClient.connect(server.port(), Transport.POLLING, 4)) {
            SocketIOClient slow = server.client(client.sid());
            assertThat(Connections.isWritable(slow)).isTrue();
            push(slow, 20);
            assertThat(Connections.isWritable(slow)).isFalse();
            assertThat(server.disconnects(client.sid())).isZero();

            push(slow, 120);

            server.assertDisconnectedOnce(client);
        }
    }

    @Test
    void an_unread_response_to_a_poll_counts_as_pending() throws Exception {
        try (EchoServer server = EchoServer.start();
                EngineClient client = EngineClient.connect(server.port(), Transport.POLLING, 4);
                Socket poll = new Socket()) {
            SocketIOClient slow = server.client(client.sid());
            push(slow, 120);
            poll.setReceiveBufferSize(4 * 1024);
            poll.connect(new InetSocketAddress("localhost", server.port()));
            poll.getOutputStream()
                    .write(("GET /socket.io/?EIO=4&transport=polling&sid=" + client.sid()
                                    + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(poll.getInputStream().read()).isEqualTo('H');
            assertThat(server.disconnects(client.sid())).isZero();

            push(slow, 90);

            server.assertDisconnectedOnce(client);
        }
    }

    @Test
    void over_the_total_limit_the_slowest_consumers_are_closed() {
        EngineSettings bounded = EngineSettings.defaults().withMaxTotalPendingBytes(1024 * 1024);
        try (EchoServer server = EchoServer.start(bounded);
                EngineClient slow = EngineClient.connect(server.port(), Transport.POLLING, 4);
                EngineClient asSlow = EngineClient.connect(server.port(), Transport.POLLING, 3);
                EngineClient fast = EngineClient.connect(server.port(), Transport.POLLING, 4)) {
            push(server.client(fast.sid()), 5);
            push(server.client(slow.sid()), 60);
            push(server.client(asSlow.sid()), 60);
            assertThat(server.disconnects).isEmpty();

            push(server.client(fast.sid()), 5);

            server.assertDisconnectedOnce(slow);
            server.assertDisconnectedOnce(asSlow);
            assertThat(server.closes).containsExactly(CloseReason.TOO_SLOW, CloseReason.TOO_SLOW);
            // Below the limit again.
            push(server.client(fast.sid()), 100);
            assertThat(server.disconnects(fast.sid())).isZero();
        }
    }

    /** Closing a connection takes time, in which its event loop serves nobody else. */
    @Test
    void slow_consumers_are_closed_one_after_the_other_and_sent_nothing_meanwhile() {
        EngineSettings bounded = EngineSettings.defaults().withMaxTotalPendingBytes(1024 * 1024);
        try (EchoServer server = EchoServer.start(bounded)) {
            List<EngineClient> clients = new ArrayList<>();
            List<SocketIOClient> slow = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                clients.add(EngineClient.connect(server.port(), Transport.POLLING, 4));
                slow.add(server.client(clients.get(i).sid()));
                push(slow.get(i), 6);
            }

            slow.forEach(client -> push(client, 1));

            List<SocketIOClient> closing =
                    slow.stream().filter(client -> session(client).isClosing()).toList();
            assertThat(closing).hasSizeGreaterThan(5);
            for (SocketIOClient client : closing) {
                long pending = session(client).pendingBytes();
                push(client, 1);
                assertThat(session(client).pendingBytes()).isLessThanOrEqualTo(pending);
            }
            await().until(() -> server.closedAtNanos.size() == closing.size());
            long taken = Collections.max(server.closedAtNanos) - Collections.min(server.closedAtNanos);
            assertThat(Duration.ofNanos(taken)).isGreaterThan(Duration.ofMillis(50));
            clients.forEach(EngineClient::close);
        }
    }

    @Test
    @Tag("long")
    @Timeout(120)
    void two_hundred_that_never_read_are_each_closed_within_ten_seconds() {
        try (EchoServer server = EchoServer.start()) {
            List<EngineClient> clients = new ArrayList<>();
            Map<SocketIOClient, Long> lastInTime = new HashMap<>();
            for (int i = 0; i < 200; i++) {
                EngineClient client = EngineClient.connect(server.port(), Transport.WEBSOCKET, 4);
                clients.add(client);
                lastInTime.put(server.client(client.sid()), System.nanoTime());
            }
            List<Duration> slowFor = new ArrayList<>();
            while (!lastInTime.isEmpty()) {
                lastInTime.replaceAll((client, last) -> {
                    boolean isPending = session(client).pendingBytes() > 0;
                    client.sendEvent("push", "x".repeat(1024));
                    return isPending ? last : System.nanoTime();
                });
                pause(Duration.ofMillis(50));
                lastInTime.entrySet().removeIf(entry -> {
                    boolean closed =
                            server.disconnects.containsKey(entry.getKey().getSessionId());
                    return closed && slowFor.add(Duration.ofNanos(System.nanoTime() - entry.getValue()));
                });
            }
            System.out.println("Clients that never read were closed within " + Collections.max(slowFor));
            assertThat(slowFor).hasSize(200).allMatch(taken -> taken.compareTo(Duration.ofSeconds(10)) <= 0);
            assertThat(server.closes).containsOnly(CloseReason.TOO_SLOW);
            clients.forEach(EngineClient::close);
        }
    }

    private static Session session(SocketIOClient client) {
        return (Session) ((NamespaceClient) client).getBaseClient();
    }

    /** A pending limit that is not reached, so that only the stall timeout counts. */
    private static EngineSettings largePendingLimit() {
        return EchoServer.shortTimeouts().withPingTimeout(Duration.ofMinutes(1)).withMaxPendingBytes(1 << 27);
    }

    private static void push(SocketIOClient client, int times) {
        for (int i = 0; i < times; i++) {
            client.sendEvent("push", KILOBYTES);
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
