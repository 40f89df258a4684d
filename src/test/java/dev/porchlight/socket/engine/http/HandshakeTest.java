package dev.porchlight.socket.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.socket.engine.EchoServer;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import dev.porchlight.testing.RawHttp;
import dev.porchlight.testing.WebSocketEngineClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
    void a_client_cannot_choose_its_session_id() {
        String response = RawHttp.get(server.port(), POLLING, "io: " + CHOSEN, "Cookie: io=" + CHOSEN);

        assertThat(response).contains("\"sid\":\"").doesNotContain(CHOSEN);
    }

    @Test
    void session_ids_are_random() {
        String one = EngineClient.open(server.port(), Transport.POLLING, 4).sid();
        String two = EngineClient.open(server.port(), Transport.POLLING, 4).sid();

        assertThat(one).isNotEqualTo(two).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab].*");
    }

    @Test
    void no_cookie_is_set() {
        String handshake = RawHttp.get(server.port(), POLLING);
        String sid = handshake.replaceAll("(?s).*\"sid\":\"([^\"]+)\".*", "$1");
        String post = RawHttp.exchange(
                server.port(),
                RawHttp.head("POST", POLLING + "&sid=" + sid, "Connection: close", "Content-Length: 2") + "40");

        assertThat(handshake).doesNotContainIgnoringCase("set-cookie");
        assertThat(post).startsWith("HTTP/1.1 200").doesNotContainIgnoringCase("set-cookie");
        try (WebSocketEngineClient client =
                (WebSocketEngineClient) EngineClient.open(server.port(), Transport.WEBSOCKET, 4)) {
            assertThat(client.responseHead()).doesNotContainIgnoringCase("set-cookie");
        }
    }

    @Test
    void listeners_get_no_cookies() {
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
    void a_WebSocket_session_is_not_taken_over_by_another_WebSocket() {
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
    void a_WebSocket_session_is_not_served_over_polling() {
        try (EngineClient victim = EngineClient.connect(server.port(), Transport.WEBSOCKET, 4)) {
            assertThat(RawHttp.get(server.port(), POLLING + "&sid=" + victim.sid()))
                    .startsWith("HTTP/1.1 400")
                    .contains("\"code\":3");
        }
    }

    @ParameterizedTest
    @CsvSource({"POLLING,3", "POLLING,4", "WEBSOCKET,3", "WEBSOCKET,4"})
    void the_handshake_announces_upgrades_limit_and_heartbeat(Transport transport, int version) {
        try (EngineClient client = EngineClient.open(server.port(), transport, version)) {
            assertThat(client.handshake())
                    .contains(transport == Transport.POLLING ? "\"upgrades\":[\"websocket\"]" : "\"upgrades\":[]")
                    .contains("\"maxPayload\":65536")
                    .contains("\"pingInterval\":25000")
                    .contains("\"pingTimeout\":15000");
        }
    }

    @Test
    void no_WebSocket_extension_is_negotiated() {
        try (WebSocketEngineClient client =
                (WebSocketEngineClient) EngineClient.open(server.port(), Transport.WEBSOCKET, 4)) {
            assertThat(client.responseHead()).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("extensions");
        }
    }
}
