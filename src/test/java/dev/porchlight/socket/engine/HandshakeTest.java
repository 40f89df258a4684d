package dev.porchlight.socket.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import dev.porchlight.testing.RawHttp;
import dev.porchlight.testing.WebSocketEngineClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeTest {

    private static final String CHOSEN = "11111111-1111-1111-1111-111111111111";
    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
    private static EchoServer server;

    @BeforeAll
    static void start() {
        server = EchoServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @DisplayName("A client cannot choose its session id by header or cookie (row 2)")
    void sessionIdsAreNotChosen() {
        String response = RawHttp.get(server.port(), POLLING, "io: " + CHOSEN, "Cookie: io=" + CHOSEN);

        assertThat(response).contains("\"sid\":\"").doesNotContain(CHOSEN);
    }

    @Test
    @DisplayName("Session ids are random: no two alike, version 4 (row 2)")
    void sessionIdsAreRandom() {
        String one = EngineClient.open(server.port(), Transport.POLLING, 4).sid();
        String two = EngineClient.open(server.port(), Transport.POLLING, 4).sid();

        assertThat(one).isNotEqualTo(two).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab].*");
    }

    @Test
    @DisplayName("No cookie is set, by polls or posts or WebSockets (row 3)")
    void noCookieIsSet() {
        String handshake = RawHttp.get(server.port(), POLLING);
        String sid = handshake.replaceAll("(?s).*\"sid\":\"([^\"]+)\".*", "$1");
        String post = RawHttp.exchange(
                server.port(), RawHttp.head("POST", POLLING + "&sid=" + sid, "Content-Length: 2") + "40");

        assertThat(handshake).doesNotContainIgnoringCase("set-cookie");
        assertThat(post).startsWith("HTTP/1.1 200").doesNotContainIgnoringCase("set-cookie");
        try (WebSocketEngineClient client =
                (WebSocketEngineClient) EngineClient.open(server.port(), Transport.WEBSOCKET, 4)) {
            assertThat(client.responseHead()).doesNotContainIgnoringCase("set-cookie");
        }
    }

    @Test
    @DisplayName("Listeners do not see cookies (row 3)")
    void cookiesAreNotRead() {
        try (EngineClient client = EngineClient.connect(server.port(), Transport.WEBSOCKET, 4)) {
            assertThat(server.client(client.sid())
                            .getHandshakeData()
                            .getHttpHeaders()
                            .entries())
                    .isNotEmpty()
                    .noneMatch(header -> header.getKey().equalsIgnoreCase("cookie"));
        }
    }

    @Test
    @DisplayName("A WebSocket's session is refused to another WebSocket and lives on (row 3)")
    void sessionsCannotBeTakenOver() {
        try (EngineClient victim = EngineClient.connect(server.port(), Transport.WEBSOCKET, 4)) {
            String takeover = RawHttp.get(
                    server.port(),
                    "/socket.io/?EIO=4&transport=websocket&sid=" + victim.sid(),
                    WebSocketEngineClient.REQUEST);

            assertThat(takeover).startsWith("HTTP/1.1 400").contains("\"code\":3");
            victim.send("42[\"echo\",\"still here\"]");
            assertThat(victim.nextMessage()).isEqualTo("42[\"echo\",\"still here\"]");
        }
    }

    @Test
    @DisplayName("A WebSocket's session cannot be posted to or polled (row 3)")
    void webSocketSessionsAreNotServedOverPolling() {
        try (EngineClient victim = EngineClient.connect(server.port(), Transport.WEBSOCKET, 4)) {
            assertThat(RawHttp.get(server.port(), POLLING + "&sid=" + victim.sid()))
                    .startsWith("HTTP/1.1 400")
                    .contains("\"code\":3");
        }
    }

    @ParameterizedTest
    @CsvSource({"POLLING,3", "POLLING,4", "WEBSOCKET,3", "WEBSOCKET,4"})
    @DisplayName("The handshake announces what polling may upgrade to, the limit and the heartbeat (rows 4 and 25)")
    void handshake(Transport transport, int version) {
        try (EngineClient client = EngineClient.open(server.port(), transport, version)) {
            assertThat(client.handshake())
                    .contains(transport == Transport.POLLING ? "\"upgrades\":[\"websocket\"]" : "\"upgrades\":[]")
                    .contains("\"maxPayload\":65536")
                    .contains("\"pingInterval\":25000")
                    .contains("\"pingTimeout\":15000");
        }
    }

    @Test
    @DisplayName("WebSocket compression is never agreed on (rows 4 and 9)")
    void noCompression() {
        try (WebSocketEngineClient client =
                (WebSocketEngineClient) EngineClient.open(server.port(), Transport.WEBSOCKET, 4)) {
            assertThat(client.responseHead()).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("extensions");
        }
    }
}
