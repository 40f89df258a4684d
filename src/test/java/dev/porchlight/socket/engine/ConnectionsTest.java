package dev.porchlight.socket.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.corundumstudio.socketio.SocketIOClient;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import dev.porchlight.testing.WebSocketEngineClient;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Closing closes (row 18)")
class ConnectionsTest {

    private static final Duration SOON = Duration.ofSeconds(3);
    private static EchoServer server;

    @BeforeAll
    static void start() {
        server = EchoServer.start(GuardSettings.defaults().withCloseGrace(Duration.ofMillis(700)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"POLLING,3", "POLLING,4", "WEBSOCKET,3", "WEBSOCKET,4"})
    void aPushRightBeforeStillArrives(Transport transport, int version) {
        try (EngineClient client = EngineClient.connect(server.port(), transport, version)) {
            assertThat(client.pollMessage(Duration.ofMillis(100))).isNull();

            closeAfterPush(client);

            assertThat(client.nextMessage()).isEqualTo("42[\"sessionEnded\",\"logout\"]");
            assertEnded(client);
        }
    }

    @Test
    @DisplayName("A push before closing waits for a polling client that is between two polls (rows 18 and 23)")
    void lastWordsWaitForTheNextPoll() {
        try (EngineClient client = EngineClient.connect(server.port(), Transport.POLLING, 4)) {
            closeAfterPush(client);

            await().atMost(SOON).until(() -> server.disconnects(client.sid()) == 1);
            assertThat(client.nextMessage()).isEqualTo("42[\"sessionEnded\",\"logout\"]");
            assertEnded(client);
        }
    }

    @Test
    @DisplayName("A session whose last words nobody fetches is freed all the same")
    void abandonedLastWords() {
        try (EngineClient client = EngineClient.connect(server.port(), Transport.POLLING, 4)) {
            closeAfterPush(client);
        }
        await().atMost(SOON).until(() -> server.sessions() == 0);
    }

    @ParameterizedTest
    @EnumSource
    void disconnectTellsTheClientAndCloses(Transport transport) {
        try (EngineClient client = EngineClient.connect(server.port(), transport, 4)) {
            server.client(client.sid()).disconnect();

            assertThat(client.nextMessage()).isEqualTo("41");
            assertEnded(client);
        }
    }

    @Test
    void aClientThatIgnoresItIsNotHeardAndCutOff() {
        try (WebSocketEngineClient client =
                (WebSocketEngineClient) EngineClient.connect(server.port(), Transport.WEBSOCKET, 4)) {
            Connections.close(server.client(client.sid()), CloseReason.ENDED);
            client.send("42[\"echo\",\"not heard\"]");

            assertThat(client.socketClosesWithin(SOON)).isTrue();
            assertThat(server.events).doesNotContain("not heard");
            assertThat(server.disconnects(client.sid())).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void listenersAreToldOnceHoweverManyClose(Transport transport) {
        for (int round = 0; round < 10; round++) {
            try (EngineClient client = EngineClient.connect(server.port(), transport, 4)) {
                SocketIOClient closed = server.client(client.sid());

                IntStream.range(0, 8).parallel().forEach(i -> {
                    if (i % 2 == 0) {
                        closed.disconnect();
                    } else {
                        Connections.close(closed, CloseReason.ENDED);
                    }
                });
                client.send("41");

                assertThat(client.endsWithin(SOON)).isTrue();
                await().pollInterval(Duration.ofMillis(5)).until(() -> server.disconnects(client.sid()) > 0);
                assertThat(server.disconnects(client.sid())).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A listener that throws ends the session (row 21)")
    void failingListeners(Transport transport) {
        try (EngineClient client = EngineClient.connect(server.port(), transport, 4)) {
            client.send("42[\"fail\",1]");

            assertEnded(client);
        }
    }

    private static void closeAfterPush(EngineClient client) {
        SocketIOClient closed = server.client(client.sid());
        closed.sendEvent("sessionEnded", "logout");
        Connections.close(closed, CloseReason.ENDED);
    }

    private static void assertEnded(EngineClient client) {
        assertThat(client.endsWithin(SOON)).isTrue();
        await().atMost(SOON).until(() -> server.sessions() == 0);
        assertThat(server.disconnects(client.sid())).isEqualTo(1);
    }
}
