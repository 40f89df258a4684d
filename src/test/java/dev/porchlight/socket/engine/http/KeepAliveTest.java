package dev.porchlight.socket.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.socket.engine.EchoServer;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.testing.HttpConnection;
import dev.porchlight.testing.RawHttp;
import dev.porchlight.testing.WebSocketEngineClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Polling requests use a connection one after the other. */
class KeepAliveTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(700);
    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
    private static final String PREFLIGHT = RawHttp.head("OPTIONS", POLLING, "Origin: https://shop.example");

    private final EngineSettings settings = EngineSettings.defaults();
    private EchoServer server = EchoServer.start(settings);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void all_requests_of_a_session_share_a_connection() throws IOException {
        try (HttpConnection connection = connect()) {
            String sid = open(connection);
            for (int i = 0; i < 50; i++) {
                assertThat(connection.exchange(PREFLIGHT)).startsWith("HTTP/1.1 204");
                assertThat(connection.exchange(post(sid, "42[\"echo\"," + i + "]")))
                        .startsWith("HTTP/1.1 200")
                        .doesNotContainIgnoringCase("connection: close");
                assertThat(connection.exchange(poll(sid)))
                        .startsWith("HTTP/1.1 200")
                        .doesNotContainIgnoringCase("connection: close")
                        .endsWith("42[\"echo\"," + i + "]");
            }
            assertThat(server.rejections).isEmpty();
        }
    }

    /** As a proxy does it. */
    @Test
    void a_connection_serves_several_sessions() throws IOException {
        try (HttpConnection shared = connect();
                HttpConnection other = connect()) {
            String first = open(shared);
            String second = open(shared);
            shared.send(poll(first));
            server.client(first).sendEvent("push", 1);
            assertThat(shared.read()).endsWith("42[\"push\",1]");
            shared.send(poll(second));
            await().during(Duration.ofSeconds(1)).until(() -> server.disconnects.isEmpty());

            shared.close();

            await().atMost(SOON).until(() -> server.disconnects(second) == 1);
            assertThat(server.disconnects(first)).isZero();
            server.client(first).sendEvent("push", 2);
            assertThat(other.exchange(poll(first))).endsWith("42[\"push\",2]");
        }
    }

    @Test
    void a_connection_may_become_a_WebSocket_later() throws IOException {
        try (HttpConnection connection = connect()) {
            String sid = open(connection);

            assertThat(connection.exchange(RawHttp.head(
                            "GET", "/socket.io/?EIO=4&transport=websocket&sid=" + sid, WebSocketEngineClient.REQUEST)))
                    .startsWith("HTTP/1.1 101");
            connection.send(frame("2probe"));
            assertThat(connection.readBytes(8)).isEqualTo("\u0081\u00063probe");
        }
    }

    @Test
    void a_request_that_was_sent_again_is_not_served_twice() throws IOException {
        try (HttpConnection connection = connect();
                HttpConnection again = connect()) {
            String sid = open(connection);
            String post = post(sid + "&t=1", "42[\"echo\",\"once\"]");
            assertThat(connection.exchange(post(sid + "&t=0", "42[\"echo\",\"first\"]")))
                    .endsWith("ok");
            assertThat(connection.exchange(poll(sid + "&t=a"))).endsWith("42[\"echo\",\"first\"]");
            assertThat(connection.exchange(post)).endsWith("ok");

            assertThat(again.exchange(post)).startsWith("HTTP/1.1 400");

            server.assertDisconnectedOnce(sid);
            assertThat(server.events).containsOnlyOnce("once");
        }
    }

    @Test
    void a_poll_whose_packets_were_lost_ends_the_session() throws IOException {
        try (HttpConnection connection = connect();
                HttpConnection again = connect()) {
            String sid = open(connection);
            server.client(sid).sendEvent("push", 1);
            assertThat(connection.exchange(poll(sid + "&t=1"))).endsWith("42[\"push\",1]");
            server.client(sid).sendEvent("push", 2);
            assertThat(connection.exchange(poll(sid + "&t=2"))).endsWith("42[\"push\",2]");

            assertThat(again.exchange(poll(sid + "&t=2"))).startsWith("HTTP/1.1 400");

            server.assertDisconnectedOnce(sid);
        }
    }

    @Test
    void a_client_whose_requests_all_have_one_id_is_served() throws IOException {
        try (HttpConnection connection = connect()) {
            String sid = open(connection) + "&t=x";
            for (int i = 0; i < 3; i++) {
                assertThat(connection.exchange(post(sid, "42[\"echo\"," + i + "]")))
                        .endsWith("ok");
                assertThat(connection.exchange(poll(sid))).endsWith("42[\"echo\"," + i + "]");
            }
        }
    }

    private static byte[] frame(String packet) {
        return WebSocketEngineClient.frame(
                WebSocketEngineClient.FIN | WebSocketEngineClient.TEXT, packet.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1\r\nConnection: close", "HTTP/1.1\r\nConnection: Close, TE", "HTTP/1.0"})
    void a_client_that_wants_it_closed_gets_that(String version) throws IOException {
        try (HttpConnection connection = connect()) {
            assertThat(connection.exchange("GET " + POLLING + " " + version + "\r\nHost: x\r\n\r\n"))
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("connection: close");
            assertThat(connection.closesWithin(SOON)).isTrue();
        }
    }

    @Test
    void a_rejection_closes_the_connection() throws IOException {
        try (HttpConnection connection = connect()) {
            assertThat(connection.exchange(PREFLIGHT)).startsWith("HTTP/1.1 204");
            assertThat(connection.exchange(RawHttp.head("GET", "/nothing")))
                    .startsWith("HTTP/1.1 404")
                    .containsIgnoringCase("connection: close");
            assertThat(connection.closesWithin(SOON)).isTrue();
        }
    }

    /** What a client sends ahead is not served: it could send it for ever. */
    @Test
    void requests_sent_together_are_not_served() throws IOException {
        try (HttpConnection connection = connect()) {
            String handshake = RawHttp.head("GET", POLLING);
            assertThat(connection.exchange(handshake.repeat(100))).startsWith("HTTP/1.1 200");
            assertThat(connection.closesWithin(SOON)).isTrue();
            assertThat(server.sessions()).isEqualTo(1);
        }
    }

    @Test
    void a_request_behind_a_waiting_poll_closes_the_connection() throws IOException {
        try (HttpConnection connection = connect()) {
            String sid = open(connection);
            connection.send(poll(sid));
            await().during(Duration.ofSeconds(1)).until(() -> server.disconnects.isEmpty());

            connection.send(poll(sid));

            assertThat(connection.closesWithin(SOON)).isTrue();
        }
    }

    @Test
    void an_idle_connection_is_closed_and_that_is_no_offence() throws IOException {
        restart(settings.withKeepAliveTimeout(SHORT));
        try (HttpConnection connection = connect()) {
            connection.exchange(PREFLIGHT);

            assertThat(connection.closesWithin(SOON)).isTrue();
            assertThat(server.rejections).isEmpty();
        }
    }

    @Test
    void an_idle_connection_is_kept_longer_than_a_head_may_take() throws IOException {
        restart(settings.withRequestTimeout(SHORT));
        try (HttpConnection connection = connect()) {
            connection.exchange(PREFLIGHT);

            assertThat(connection.closesWithin(SHORT.multipliedBy(3))).isFalse();
            assertThat(connection.exchange(PREFLIGHT)).startsWith("HTTP/1.1 204");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\na:b\r\n"})
    void a_later_head_has_a_deadline_from_its_first_byte_on(String half) throws IOException {
        restart(settings.withRequestTimeout(SHORT));
        try (HttpConnection connection = connect()) {
            connection.exchange(PREFLIGHT);
            connection.send(half);

            assertThat(connection.closesWithin(SOON)).isTrue();
            assertThat(server.rejections).containsExactly("no whole request in time");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\na:b\r\n"})
    void so_has_one_that_begins_behind_a_waiting_poll(String half) throws IOException {
        restart(settings.withRequestTimeout(SHORT));
        try (HttpConnection connection = connect()) {
            String sid = open(connection);
            connection.send(poll(sid));
            await().during(Duration.ofSeconds(1)).until(() -> server.disconnects.isEmpty());
            connection.send(half);

            assertThat(connection.closesWithin(SOON)).isTrue();
            assertThat(server.rejections).containsExactly("no whole request in time");
        }
    }

    @Test
    void where_many_are_idle_they_are_closed_early() throws IOException {
        int max = settings.maxWaitingConnectionsPerAddress();
        List<HttpConnection> idle = new ArrayList<>();
        try {
            for (int i = 0; i < max + 5; i++) {
                idle.add(connect());
                assertThat(idle.get(i).exchange(PREFLIGHT)).startsWith("HTTP/1.1 204");
            }
            await().atMost(SOON).until(() -> closed(idle) >= 5);
            assertThat(closed(idle)).isEqualTo(5);
            assertThat(server.rejections).isEmpty();
            try (HttpConnection slow = connect()) {
                assertThat(slow.closesWithin(settings.crowdedTimeout().multipliedBy(2)))
                        .isFalse();
            }
        } finally {
            for (HttpConnection connection : idle) {
                connection.close();
            }
        }
    }

    private static long closed(List<HttpConnection> connections) throws IOException {
        long closed = 0;
        for (HttpConnection connection : connections) {
            closed += connection.closesWithin(Duration.ofMillis(1)) ? 1 : 0;
        }
        return closed;
    }

    private void restart(EngineSettings changed) {
        server.close();
        server = EchoServer.start(changed);
    }

    private HttpConnection connect() throws IOException {
        return new HttpConnection(server.port());
    }

    private static String open(HttpConnection connection) throws IOException {
        String sid = connection.exchange(RawHttp.head("GET", POLLING)).replaceAll("(?s).*\"sid\":\"([^\"]+)\".*", "$1");
        assertThat(connection.exchange(post(sid, "40"))).startsWith("HTTP/1.1 200");
        assertThat(connection.exchange(poll(sid))).contains("40{");
        return sid;
    }

    private static String poll(String sid) {
        return RawHttp.head("GET", POLLING + "&sid=" + sid);
    }

    private static String post(String sid, String packet) {
        return RawHttp.head("POST", POLLING + "&sid=" + sid, "Content-Length: " + packet.length()) + packet;
    }
}
