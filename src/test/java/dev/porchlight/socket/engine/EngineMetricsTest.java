package dev.porchlight.socket.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import dev.porchlight.testing.RawHttp;
import dev.porchlight.testing.WebSocketEngineClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each end of a session is counted once, and each rejection under a name that clients cannot choose. */
class EngineMetricsTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";

    @ParameterizedTest
    @EnumSource
    void closed_by_the_client(Transport transport) {
        assertEnds(CloseReason.CLIENT_DISCONNECT, transport, EngineSettings.defaults(), client -> client.send("1"));
    }

    @Test
    void connection_lost() {
        assertEnds(CloseReason.CONNECTION_LOST, Transport.WEBSOCKET, EngineSettings.defaults(), EngineClient::close);
    }

    @ParameterizedTest
    @EnumSource
    void no_heartbeat(Transport transport) {
        EngineSettings shortHeartbeat = EngineSettings.defaults()
                .withPingInterval(Duration.ofMillis(500))
                .withPingTimeout(Duration.ofMillis(500));
        assertEnds(CloseReason.HEARTBEAT_TIMEOUT, transport, shortHeartbeat, client -> {});
    }

    @ParameterizedTest
    @EnumSource
    void no_CONNECT(Transport transport) {
        try (EchoServer server =
                        EchoServer.start(EngineSettings.defaults().withConnectTimeout(Duration.ofMillis(200)));
                EngineClient client = EngineClient.open(server.port(), transport, 4)) {
            assertThat(client.endsWithin(SOON)).isTrue();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(server.closes).containsExactly(CloseReason.CONNECT_TIMEOUT));
        }
    }

    @ParameterizedTest
    @EnumSource
    void slow_consumer_over_the_limit(Transport transport) {
        try (EchoServer server = EchoServer.start(EngineSettings.defaults().withMaxPendingPackets(50));
                EngineClient client = EngineClient.connect(server.port(), transport, 4)) {
            push(server.client(client.sid()));
            await().atMost(SOON).untilAsserted(() -> assertThat(server.closes).containsExactly(CloseReason.TOO_SLOW));
        }
    }

    @Test
    void slow_consumer_without_progress() {
        EngineSettings largePendingLimit = EngineSettings.defaults()
                .withStallTimeout(Duration.ofMillis(400))
                .withMaxPendingBytes(1 << 27);
        try (EchoServer server = EchoServer.start(largePendingLimit);
                EngineClient client = EngineClient.connect(server.port(), Transport.WEBSOCKET, 4)) {
            push(server.client(client.sid()));
            await().atMost(SOON).untilAsserted(() -> assertThat(server.closes).containsExactly(CloseReason.TOO_SLOW));
        }
    }

    @ParameterizedTest
    @EnumSource
    void pending_bytes(Transport transport) {
        EngineSettings largePendingLimit =
                EngineSettings.defaults().withMaxPendingPackets(2000).withMaxPendingBytes(1 << 27);
        try (EchoServer server = EchoServer.start(largePendingLimit);
                EngineClient client = EngineClient.connect(server.port(), transport, 4)) {
            push(server.client(client.sid()));
            assertThat(server.pendingBytes()).isBetween(1_000_000L, 9_000_000L);

            client.send("1");

            await().atMost(SOON).until(() -> server.pendingBytes() == 0);
        }
    }

    @Test
    void a_listener_that_threw() {
        assertEnds(
                CloseReason.INTERNAL_ERROR,
                Transport.WEBSOCKET,
                EngineSettings.defaults(),
                client -> client.send("42[\"fail\",\"me\"]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5              | a packet type that clients do not send",
                "451-[\"x\"]    | a message type that is not served, such as binary",
                "421234567890[] | an event or ack of the wrong shape",
                "40             | a second CONNECT",
            })
    void invalid_packet(String packet, String rule) {
        for (Transport transport : Transport.values()) {
            try (EchoServer server = EchoServer.start();
                    EngineClient client = EngineClient.connect(server.port(), transport, 4)) {
                client.send(packet);
                assertThat(client.endsWithin(SOON)).isTrue();
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(server.closes).containsExactly(CloseReason.PROTOCOL_VIOLATION));
                assertThat(server.rejections).contains(rule);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | /elsewhere                                | NOT_FOUND",
                "PUT  | /socket.io/?EIO=4&transport=polling       | METHOD_NOT_ALLOWED",
                "GET  | /socket.io/?EIO=2&transport=polling       | UNSUPPORTED_VERSION",
                "GET  | /socket.io/?EIO=4&transport=polling&sid=x | UNKNOWN_SESSION",
                "POST | /socket.io/?EIO=4&transport=polling       | BAD_HANDSHAKE_METHOD",
            })
    void rejected_request(String method, String uri, String rule) {
        try (EchoServer server = EchoServer.start()) {
            RawHttp.exchange(server.port(), RawHttp.head(method, uri, "Content-Length: 0"));
            assertThat(server.rejections).containsExactly(rule);
        }
    }

    @Test
    void a_client_that_leaves_within_a_head_is_no_rejection() throws IOException {
        try (EchoServer server = EchoServer.start()) {
            for (int i = 0; i < 10; i++) {
                try (Socket socket = new Socket("localhost", server.port())) {
                    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
            await().during(Duration.ofMillis(500)).atMost(SOON).until(server.rejections::isEmpty);
        }
    }

    @Test
    void invalid_frame() {
        try (EchoServer server = EchoServer.start();
                EngineClient client = EngineClient.connect(server.port(), Transport.WEBSOCKET, 4)) {
            ((WebSocketEngineClient) client).sendFrame(0x7F, new byte[] {1, 2, 3});
            assertThat(client.endsWithin(SOON)).isTrue();
            await().atMost(SOON).until(() -> server.rejections.contains("an invalid frame"));
        }
    }

    @Test
    void request_not_complete_in_time() {
        try (EchoServer server = EchoServer.start(EchoServer.shortTimeouts())) {
            RawHttp.exchange(server.port(), "GET " + POLLING, SOON);
            assertThat(server.rejections).containsExactly("no whole request in time");
        }
    }

    @Test
    void session_count_by_transport_and_version() {
        try (EchoServer server = EchoServer.start();
                EngineClient polling = EngineClient.connect(server.port(), Transport.POLLING, 4);
                EngineClient old = EngineClient.connect(server.port(), Transport.WEBSOCKET, 3);
                WebSocketEngineClient upgraded = WebSocketEngineClient.upgrading(polling)) {
            assertThat(server.sessions(Transport.POLLING, EngineIOVersion.V4)).isOne();
            assertThat(server.sessions(Transport.WEBSOCKET, EngineIOVersion.V3)).isOne();

            upgraded.send("2probe", "5");

            await().atMost(SOON)
                    .until(() -> server.sessions(Transport.WEBSOCKET, EngineIOVersion.V4) == 1
                            && server.sessions(Transport.POLLING, EngineIOVersion.V4) == 0);
            assertThat(server.closes).isEmpty();
        }
    }

    private static void assertEnds(
            CloseReason reason, Transport transport, EngineSettings settings, Consumer<EngineClient> what) {
        try (EchoServer server = EchoServer.start(settings);
                EngineClient client = EngineClient.connect(server.port(), transport, 4)) {
            what.accept(client);
            await().atMost(SOON).untilAsserted(() -> assertThat(server.closes).containsExactly(reason));
        }
    }

    private static void push(SocketIOClient client) {
        for (int i = 0; i < 1000; i++) {
            client.sendEvent("push", "x".repeat(8 * 1024));
        }
    }
}
