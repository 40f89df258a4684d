package dev.porchlight.socket.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.socket.engine.EchoServer;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import dev.porchlight.testing.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeoutTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static EchoServer server;

    @BeforeAll
    static void start() {
        server = EchoServer.start(EchoServer.shortTimeouts());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x",
                "POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nContent-Length: 9\r\n",
            })
    void an_unfinished_request_is_closed(String start) {
        assertThat(RawHttp.exchange(server.port(), start, SOON)).isEmpty();
    }

    @Test
    void a_request_that_keeps_dripping_is_closed() throws IOException, InterruptedException {
        try (Socket socket = new Socket("localhost", server.port())) {
            long start = System.nanoTime();
            try {
                while (System.nanoTime() - start < SOON.toNanos()) {
                    socket.getOutputStream().write('G');
                    Thread.sleep(50);
                }
            } catch (IOException closed) {
                return;
            }
        }
        throw new AssertionError("Still open");
    }

    @ParameterizedTest
    @EnumSource
    void a_session_without_CONNECT_is_closed(Transport transport) {
        try (EngineClient client = EngineClient.open(server.port(), transport, 4)) {
            long end = System.nanoTime() + SOON.toNanos();
            while (!client.endsWithin(Duration.ofMillis(1)) && System.nanoTime() < end) {
                client.pollMessage(Duration.ofMillis(50));
            }
            assertThat(client.endsWithin(Duration.ofMillis(1))).isTrue();
            assertThat(server.connected.keySet()).noneMatch(id -> id.toString().equals(client.sid()));
        }
    }

    @ParameterizedTest
    @CsvSource({"POLLING,3", "POLLING,4", "WEBSOCKET,3", "WEBSOCKET,4"})
    void a_silent_client_times_out(Transport transport, int version) {
        try (EngineClient client = EngineClient.connect(server.port(), transport, version)) {
            server.assertDisconnectedOnce(client);
            assertThat(client.endsWithin(SOON)).isTrue();
        }
    }

    /** For longer than a silent client has: 2.5 s, so that a pause of the machine does not end them. */
    @Test
    void heartbeats_keep_a_session() {
        try (EchoServer patient = EchoServer.start(EchoServer.shortTimeouts().withPingTimeout(Duration.ofSeconds(2)));
                EngineClient oldPolling = EngineClient.connect(patient.port(), Transport.POLLING, 3);
                EngineClient polling = EngineClient.connect(patient.port(), Transport.POLLING, 4);
                EngineClient oldWebSocket = EngineClient.connect(patient.port(), Transport.WEBSOCKET, 3);
                EngineClient webSocket = EngineClient.connect(patient.port(), Transport.WEBSOCKET, 4)) {
            long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            while (System.nanoTime() < end) {
                oldPolling.send("2");
                oldWebSocket.send("2");
                for (EngineClient client : List.of(oldPolling, polling, oldWebSocket, webSocket)) {
                    assertThat(client.pollMessage(Duration.ofMillis(100))).isNull();
                }
            }
            assertThat(patient.disconnects).isEmpty();
            assertThat(patient.sessions()).isEqualTo(4);
        }
    }

    @Test
    void no_session_is_left() {
        await().atMost(SOON).until(() -> server.sessions() == 0);
    }
}
