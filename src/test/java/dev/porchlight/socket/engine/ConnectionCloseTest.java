package dev.porchlight.socket.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.corundumstudio.socketio.SocketIOClient;
import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import dev.porchlight.testing.WebSocketEngineClient;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionCloseTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static EchoServer server;

    @BeforeAll
    static void start() {
        server = EchoServer.start(EngineSettings.defaults().withCloseGrace(Duration.ofSeconds(2)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"POLLING,3", "POLLING,4", "WEBSOCKET,3", "WEBSOCKET,4"})
    void a_push_sent_before_the_close_is_delivered(Transport transport, int version) {
        try (EngineClient client = EngineClient.connect(server.port(), transport, version)) {
            assertThat(client.pollMessage(Duration.ofMillis(100))).isNull();

            closeAfterPush(client);

            assertThat(client.nextMessage()).isEqualTo("42[\"sessionEnded\",\"logout\"]");
            assertEnded(client);
        }
    }

    @Test
    void a_push_before_the_close_waits_for_the_next_poll() {
        try (EngineClient client = EngineClient.connect(server.port(), Transport.POLLING, 4)) {
            closeAfterPush(client);

            server.assertDisconnectedOnce(client);
            assertThat(client.nextMessage()).isEqualTo("42[\"sessionEnded\",\"logout\"]");
            assertEnded(client);
        }
    }

    @Test
    void a_session_is_removed_if_nobody_polls_for_its_last_push() {
        try (EngineClient client = EngineClient.connect(server.port(), Transport.POLLING, 4)) {
            closeAfterPush(client);
        }
        await().atMost(SOON).until(() -> server.sessions() == 0);
    }

    @ParameterizedTest
    @EnumSource
    void disconnect_sends_DISCONNECT_and_closes(Transport transport) {
        try (EngineClient client = EngineClient.connect(server.port(), transport, 4)) {
            server.client(client.sid()).disconnect();

            assertThat(client.nextMessage()).isEqualTo("41");
            assertEnded(client);
        }
    }

    @Test
    void a_client_that_ignores_the_close_is_disconnected_and_its_events_are_dropped() {
        try (WebSocketEngineClient client =
                (WebSocketEngineClient) EngineClient.connect(server.port(), Transport.WEBSOCKET, 4)) {
            Connections.close(server.client(client.sid()), CloseReason.SERVER_DISCONNECT);
            client.send("42[\"echo\",\"after the close\"]");

            assertThat(client.socketClosesWithin(SOON)).isTrue();
            assertThat(server.events).doesNotContain("after the close");
            server.assertDisconnectedOnce(client);
        }
    }

    @ParameterizedTest
    @EnumSource
    void concurrent_closes_call_disconnect_listeners_once(Transport transport) {
        for (int round = 0; round < 10; round++) {
            try (EngineClient client = EngineClient.connect(server.port(), transport, 4)) {
                SocketIOClient closed = server.client(client.sid());

                IntStream.range(0, 8).parallel().forEach(i -> {
                    if (i % 2 == 0) {
                        closed.disconnect();
                    } else {
                        Connections.close(closed, CloseReason.SERVER_DISCONNECT);
                    }
                });
                client.send("41");

                assertThat(client.endsWithin(SOON)).isTrue();
                server.assertDisconnectedOnce(client);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_listener_that_throws_ends_the_session(Transport transport) {
        try (EngineClient client = EngineClient.connect(server.port(), transport, 4)) {
            client.send("42[\"fail\",1]");

            assertEnded(client);
        }
    }

    private static void closeAfterPush(EngineClient client) {
        SocketIOClient closed = server.client(client.sid());
        closed.sendEvent("sessionEnded", "logout");
        Connections.close(closed, CloseReason.SERVER_DISCONNECT);
    }

    private static void assertEnded(EngineClient client) {
        assertThat(client.endsWithin(SOON)).isTrue();
        await().atMost(SOON).until(() -> server.sessions() == 0);
        server.assertDisconnectedOnce(client);
    }
}
