package dev.porchlight.socket.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.testing.SocketIoClient;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfficialClientsTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String TEXT = " äöü 你好 \uD83D\uDC4B\uD83C\uDFFD";
    private static EchoServer server;

    @BeforeAll
    static void start() {
        server = EchoServer.start(EngineSettings.defaults()
                .withPingInterval(Duration.ofSeconds(1))
                .withPingTimeout(Duration.ofSeconds(3)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"3,websocket", "3,polling", "3,", "4,websocket", "4,polling", "4,"})
    void texts_acks_and_bursts_are_exchanged(int protocol, String transport) {
        try (SocketIoClient client = connect(protocol, transport)) {
            await().atMost(SOON).until(client::isConnected);
            assertThat(client.emitWithAck("echo", "ack" + TEXT))
                    .succeedsWithin(SOON)
                    .isEqualTo("ack" + TEXT);

            List<String> received = client.on("echo");
            List<String> sent = IntStream.range(0, 120).mapToObj(i -> i + TEXT).toList();
            sent.forEach(text -> client.emit("echo", text));

            await().atMost(SOON).untilAsserted(() -> assertThat(received).hasSize(120));
            assertThat(received).isEqualTo(sent);
            assertThat(client.disconnects()).isZero();
        }
    }

    @Test
    void clients_stay_connected_through_heartbeats() {
        List<SocketIoClient> clients = List.of(
                connect(3, "websocket"),
                connect(3, "polling"),
                connect(3, null),
                connect(4, "websocket"),
                connect(4, "polling"),
                connect(4, null));
        await().atMost(SOON).until(() -> clients.stream().allMatch(SocketIoClient::isConnected));

        await().pollDelay(Duration.ofSeconds(5))
                .atMost(SOON)
                .untilAsserted(() -> assertThat(clients)
                        .allMatch(SocketIoClient::isConnected)
                        .allMatch(client -> client.disconnects() == 0));
        clients.forEach(SocketIoClient::close);
    }

    private static SocketIoClient connect(int protocol, String transport) {
        return transport == null
                ? SocketIoClient.connect(protocol, server.port())
                : SocketIoClient.connect(protocol, server.port(), transport);
    }
}
