package dev.porchlight.socket.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.socket.engine.EchoServer;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import dev.porchlight.testing.HttpConnection;
import dev.porchlight.testing.RawHttp;
import dev.porchlight.testing.WebSocketEngineClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRejectionTest {

    private static final String ORIGIN = "Origin: https://shop.example";
    private static final String UNKNOWN = "22222222-2222-4222-8222-222222222222";
    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
    private static final String WEB_SOCKET = "/socket.io/?EIO=4&transport=websocket";
    private static EchoServer server;

    @BeforeAll
    static void start() {
        server = EchoServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /                                                        404 3",
                "GET /favicon.ico                                             404 3",
                "GET /socket.io                                               404 3",
                "GET /socket.io/x?EIO=4&transport=polling                     404 3",
                "GET /socket.iox/?EIO=4&transport=polling                     404 3",
                "HEAD /socket.io/?EIO=4&transport=polling                     405 3",
                "PUT /socket.io/?EIO=4&transport=polling                      405 3",
                "DELETE /socket.io/?EIO=4&transport=polling                   405 3",
                "CONNECT /socket.io/?EIO=4&transport=polling                  405 3",
                "GET /socket.io/                                              400 0",
                "GET /socket.io/?EIO=4                                        400 0",
                "GET /socket.io/?EIO=4&transport=flashsocket                  400 0",
                "GET /socket.io/?EIO=4&transport=polling&transport=websocket  400 0",
                "GET /socket.io/?transport=polling                            400 5",
                "GET /socket.io/?EIO=2&transport=polling                      400 5",
                "GET /socket.io/?EIO=5&transport=polling                      400 5",
                "GET /socket.io/?EIO=4&EIO=3&transport=polling                400 5",
                "GET /socket.io/?EIO=4&transport=polling&sid=nonsense         400 1",
                "GET /socket.io/?EIO=4&transport=polling&sid=                 400 1",
                "GET /socket.io/?EIO=4&transport=polling&sid=" + UNKNOWN + "  400 1",
                "POST /socket.io/?EIO=4&transport=polling&sid=" + UNKNOWN + " 400 1",
                "POST /socket.io/?EIO=4&transport=polling                     400 2",
                "POST /socket.io/?EIO=4&transport=websocket                   400 2",
                "GET /socket.io/?EIO=4&transport=polling&j=0                  400 3",
                "GET /socket.io/?EIO=4&transport=polling&disconnect=1         400 3",
                "GET /socket.io/?EIO=4&transport=websocket                    400 3",
                "GET /socket.io/?EIO=4&transport=polling&x=%zz                400 3",
            })
    void wrong_requests_are_rejected_and_open_no_session(String expectation) {
        String[] parts = expectation.split(" +");
        int before = server.sessions();

        String response =
                RawHttp.exchange(server.port(), RawHttp.head(parts[0], parts[1], ORIGIN, "Content-Length: 0"));

        assertThat(response)
                .startsWith("HTTP/1.1 " + parts[2])
                .contains("{\"code\":" + parts[3] + ",\"message\":\"")
                .containsIgnoringCase("access-control-allow-origin: https://shop.example")
                .containsIgnoringCase("connection: close");
        assertThat(server.sessions()).isEqualTo(before);
    }

    @Test
    void a_preflight_is_answered_and_opens_no_session() {
        int before = server.sessions();

        String response = RawHttp.exchange(
                server.port(),
                RawHttp.head(
                        "OPTIONS",
                        "/socket.io/?EIO=4&transport=polling",
                        ORIGIN,
                        "Connection: close",
                        "Access-Control-Request-Method: POST",
                        "Access-Control-Request-Headers: content-type,x-own"));

        assertThat(response)
                .startsWith("HTTP/1.1 204")
                .containsIgnoringCase("access-control-allow-origin: https://shop.example")
                .containsIgnoringCase("access-control-allow-credentials: true")
                .containsIgnoringCase("access-control-allow-methods: GET, POST, OPTIONS")
                .containsIgnoringCase("access-control-allow-headers: content-type,x-own");
        assertThat(server.sessions()).isEqualTo(before);
    }

    @Test
    void a_wrong_WebSocket_handshake_opens_no_session() {
        int before = server.sessions();
        String uri = "/socket.io/?EIO=4&transport=websocket";

        assertThat(RawHttp.get(
                        server.port(),
                        uri,
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Version: 99",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="))
                .startsWith("HTTP/1.1 400");
        assertThat(RawHttp.get(
                        server.port(), uri, "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"))
                .startsWith("HTTP/1.1 400");
        assertThat(server.sessions()).isEqualTo(before);
    }

    @Test
    void oversized_and_malformed_heads_are_rejected() {
        assertThat(RawHttp.get(server.port(), "/socket.io/?x=" + "x".repeat(5000)))
                .startsWith("HTTP/1.1 414");
        assertThat(RawHttp.exchange(server.port(), "nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
    }

    /** Those of a shop's whole domain, which its visitors' browsers send here as well. */
    @ParameterizedTest
    @ValueSource(ints = {1000, 9500, 16_000, 32_500})
    void large_cookies_are_taken(int length) throws IOException {
        assertThat(RawHttp.get(server.port(), POLLING, cookies(length))).startsWith("HTTP/1.1 200");
        try (HttpConnection connection = new HttpConnection(server.port())) {
            String cookies = cookies(length) + "\r\n" + String.join("\r\n", WebSocketEngineClient.REQUEST);
            assertThat(connection.exchange(RawHttp.head("GET", WEB_SOCKET, cookies)))
                    .startsWith("HTTP/1.1 101");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {33_000, 100_000, 900_000})
    void larger_ones_are_rejected_with_the_reason_and_CORS_headers(int length) {
        for (String response : List.of(
                RawHttp.get(server.port(), POLLING, ORIGIN, cookies(length)),
                RawHttp.get(server.port(), WEB_SOCKET, WebSocketEngineClient.REQUEST[0], cookies(length)))) {
            assertThat(response)
                    .startsWith("HTTP/1.1 431")
                    .contains("{\"code\":3,\"message\":\"The headers are too large; mostly cookies are\"}")
                    .containsIgnoringCase("access-control-allow-origin: ");
        }
    }

    /** Sessions keep these. */
    @ParameterizedTest
    @ValueSource(strings = {"Origin: https://", "X-Forwarded-For: ", "Forwarded: for="})
    void headers_that_tell_who_connects_are_smaller(String header) {
        assertThat(RawHttp.get(server.port(), POLLING, header + "x".repeat(8000)))
                .startsWith("HTTP/1.1 200");
        assertThat(RawHttp.get(server.port(), POLLING, header + "x".repeat(8200)))
                .startsWith("HTTP/1.1 431");
    }

    @Test
    void an_oversized_payload_is_rejected_with_CORS_headers() {
        String sid = EngineClient.open(server.port(), Transport.POLLING, 4).sid();

        String response = RawHttp.exchange(
                server.port(),
                RawHttp.head("POST", "/socket.io/?EIO=4&transport=polling&sid=" + sid, ORIGIN, "Content-Length: 400000")
                        + "4".repeat(400_000));

        assertThat(response)
                .startsWith("HTTP/1.1 413")
                .containsIgnoringCase("access-control-allow-origin: https://shop.example");
    }

    @Test
    void a_pipelined_request_closes_the_connection() {
        String get = RawHttp.head("GET", "/", ORIGIN);

        assertThat(RawHttp.exchange(server.port(), get + get)).startsWith("HTTP/1.1 404");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void b64_changes_nothing(int version) {
        String response = RawHttp.get(server.port(), "/socket.io/?b64=1&transport=polling&EIO=" + version);

        assertThat(response).startsWith("HTTP/1.1 200").contains("\"sid\":");
    }

    private static String cookies(int length) {
        return "Cookie: a=" + "x".repeat(length);
    }
}
