package dev.porchlight.socket.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.corundumstudio.socketio.SocketIOClient;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Slow consumers are not buffered without bound (row 15)")
class SlowConsumersTest {

    private static final String KILOBYTES = "x".repeat(8 * 1024);
    private static final int MORE_THAN_KERNELS_BUFFER = 1000;

    @Test
    void aWebSocketThatTakesNothingIsClosed() {

        try (EchoServer server = EchoServer.start(patient());
                EngineClient client = EngineClient.connect(server.port(), Transport.WEBSOCKET, 4)) {
            SocketIOClient slow = server.client(client.sid());

            push(slow, MORE_THAN_KERNELS_BUFFER);

            assertThat(Connections.isWritable(slow)).isFalse();
            assertDisconnected(server, client);
        }
    }

    @Test
    void aWebSocketThatTakesALittleIsKept() {

        try (EchoServer server = EchoServer.start(patient());
                EngineClient client = EngineClient.connect(server.port(), Transport.WEBSOCKET, 4)) {
            push(server.client(client.sid()), MORE_THAN_KERNELS_BUFFER);

            long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
            while (System.nanoTime() < end) {
                assertThat(client.pollMessage(Duration.ofSeconds(1))).isNotNull();
                pause(Duration.ofMillis(5));
            }
            assertThat(server.disconnects(client.sid())).isZero();
        }
    }

    @Test
    @DisplayName("Answers to pings do not pile up for a client that takes none of them")
    void aWebSocketThatPingsAndTakesNothing() {
        try (EchoServer server = EchoServer.start(patient().withStallTimeout(Duration.ofMinutes(1)));
                WebSocketEngineClient client =
                        (WebSocketEngineClient) EngineClient.connect(server.port(), Transport.WEBSOCKET, 4)) {
            SocketIOClient slow = server.client(client.sid());
            // By large events: a system that runs out of room for small segments drops some, and with them all
            // acknowledgements of what the client sends.
            while (Connections.isWritable(slow)) {
                push(slow, 1);
                pause(Duration.ofMillis(5));
            }
            for (int i = 0; i < 80_000; i++) {
                client.sendFrame(WebSocketEngineClient.FIN | 0x9, new byte[125]);
            }
            client.send("42[\"echo\",\"after the pings\"]");

            await().atMost(Duration.ofSeconds(20)).until(() -> server.events.contains("after the pings"));
            assertThat(slow)
                    .extracting("baseClient.outbound.channel")
                    .satisfies(channel -> assertThat(((Channel) channel)
                                    .unsafe()
                                    .outboundBuffer()
                                    .totalPendingWriteBytes())
                            .isLessThan(1 << 18));
            assertThat(Connections.isWritable(slow)).isFalse();
        }
    }

    @Test
    void aWebSocketThatFallsTooFarBehindIsClosedAtOnce() {
        try (EchoServer server = EchoServer.start();
                EngineClient client = EngineClient.connect(server.port(), Transport.WEBSOCKET, 4)) {
            SocketIOClient slow = server.client(client.sid());
            push(slow, MORE_THAN_KERNELS_BUFFER);

            await().until(() -> Connections.session(slow).isClosing());
            assertDisconnected(server, client);
        }
    }

    @Test
    void aPollingClientThatNeverPollsIsClosedOverACount() {
        GuardSettings bounded = GuardSettings.defaults().withMaxBacklogPackets(50);
        try (EchoServer server = EchoServer.start(bounded);
                EngineClient client = EngineClient.connect(server.port(), Transport.POLLING, 4)) {
            SocketIOClient slow = server.client(client.sid());
            for (int i = 0; i < 50; i++) {
                slow.sendEvent("push", i);
            }
            assertThat(server.disconnects(client.sid())).isZero();

            slow.sendEvent("push", "one too many");

            assertThat(Connections.session(slow).isClosing())
                    .as("not heard any more")
                    .isTrue();
            assertDisconnected(server, client);
            await().atMost(Duration.ofSeconds(2)).until(() -> server.sessions() == 0);
        }
    }

    @Test
    void aPollingClientThatNeverPollsIsClosedOverASize() {
        try (EchoServer server = EchoServer.start();
                EngineClient client = EngineClient.connect(server.port(), Transport.POLLING, 4)) {
            SocketIOClient slow = server.client(client.sid());
            assertThat(Connections.isWritable(slow)).isTrue();
            push(slow, 20);
            assertThat(Connections.isWritable(slow)).isFalse();
            assertThat(server.disconnects(client.sid())).isZero();

            push(slow, 120);

            assertDisconnected(server, client);
        }
    }

    @Test
    void aPollingClientThatTakesNoneOfAResponseIsClosedOverASize() throws Exception {
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

            assertDisconnected(server, client);
        }
    }

    @Test
    void whenAllTogetherAreTooFarBehindThoseFurthestAreClosed() {
        GuardSettings bounded = GuardSettings.defaults().withMaxTotalBacklogBytes(1024 * 1024);
        try (EchoServer server = EchoServer.start(bounded);
                EngineClient far = EngineClient.connect(server.port(), Transport.POLLING, 4);
                EngineClient asFar = EngineClient.connect(server.port(), Transport.POLLING, 3);
                EngineClient near = EngineClient.connect(server.port(), Transport.POLLING, 4)) {
            push(server.client(near.sid()), 5);
            push(server.client(far.sid()), 60);
            push(server.client(asFar.sid()), 60);
            assertThat(server.disconnects).isEmpty();

            push(server.client(near.sid()), 5);

            assertDisconnected(server, far);
            assertDisconnected(server, asFar);
            assertThat(server.closes).containsExactly(CloseReason.SLOW, CloseReason.SLOW);
            // There is room for one again.
            push(server.client(near.sid()), 100);
            assertThat(server.disconnects(near.sid())).isZero();
        }
    }

    /** Each costs a moment in which the others wait. */
    @Test
    void thoseWhoGoTogetherGoOneAfterTheOtherAndAreToldNothingMeanwhile() {
        GuardSettings bounded = GuardSettings.defaults().withMaxTotalBacklogBytes(1024 * 1024);
        try (EchoServer server = EchoServer.start(bounded)) {
            List<EngineClient> clients = new ArrayList<>();
            List<SocketIOClient> slow = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                clients.add(EngineClient.connect(server.port(), Transport.POLLING, 4));
                slow.add(server.client(clients.get(i).sid()));
                push(slow.get(i), 6);
            }

            slow.forEach(client -> push(client, 1));

            List<SocketIOClient> going = slow.stream()
                    .filter(client -> Connections.session(client).isClosing())
                    .toList();
            assertThat(going).hasSizeGreaterThan(5);
            for (SocketIOClient client : going) {
                long pending = Connections.session(client).pendingBytes();
                push(client, 1);
                assertThat(Connections.session(client).pendingBytes()).isLessThanOrEqualTo(pending);
            }
            await().until(() -> server.closedAtNanos.size() == going.size());
            long taken = Collections.max(server.closedAtNanos) - Collections.min(server.closedAtNanos);
            assertThat(Duration.ofNanos(taken)).isGreaterThan(Duration.ofMillis(50));
            clients.forEach(EngineClient::close);
        }
    }

    @Test
    @Tag("long")
    @Timeout(120)
    void twoHundredThatNeverReadAreEachClosedWithinTenSeconds() {
        try (EchoServer server = EchoServer.start()) {
            List<EngineClient> clients = new ArrayList<>();
            Map<SocketIOClient, Long> keptUp = new HashMap<>();
            for (int i = 0; i < 200; i++) {
                EngineClient client = EngineClient.connect(server.port(), Transport.WEBSOCKET, 4);
                clients.add(client);
                keptUp.put(server.client(client.sid()), System.nanoTime());
            }
            List<Duration> behind = new ArrayList<>();
            while (!keptUp.isEmpty()) {
                keptUp.replaceAll((client, last) -> {
                    boolean isBehind = Connections.session(client).pendingBytes() > 0;
                    client.sendEvent("push", "x".repeat(1024));
                    return isBehind ? last : System.nanoTime();
                });
                pause(Duration.ofMillis(50));
                keptUp.entrySet().removeIf(entry -> {
                    boolean closed =
                            server.disconnects.containsKey(entry.getKey().getSessionId());
                    return closed && behind.add(Duration.ofNanos(System.nanoTime() - entry.getValue()));
                });
            }
            System.out.println("Those who never read were closed within " + Collections.max(behind));
            assertThat(behind).hasSize(200).allMatch(taken -> taken.compareTo(Duration.ofSeconds(10)) <= 0);
            assertThat(server.closes).containsOnly(CloseReason.SLOW);
            clients.forEach(EngineClient::close);
        }
    }

    private static GuardSettings patient() {
        return EchoServer.hasty().withPingTimeout(Duration.ofMinutes(1)).withMaxBacklogBytes(1 << 27);
    }

    private static void push(SocketIOClient client, int times) {
        for (int i = 0; i < times; i++) {
            client.sendEvent("push", KILOBYTES);
        }
    }

    private static void assertDisconnected(EchoServer server, EngineClient client) {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(server.disconnects(client.sid())).isEqualTo(1));
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
