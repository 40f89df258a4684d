package dev.porchlight.socket.engine.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.socket.engine.Connections;
import dev.porchlight.socket.engine.EchoServer;
import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import dev.porchlight.testing.PollingEngineClient;
import dev.porchlight.testing.RawHttp;
import dev.porchlight.testing.WebSocketEngineClient;
import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong with an upgrade, the session goes on polling. */
class UpgradeProbeTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
    private static final String UNKNOWN = "22222222-2222-4222-8222-222222222222";
    private static EchoServer server;
    private static EchoServer shortTimeout;

    @BeforeAll
    static void start() {
        server = EchoServer.start();
        shortTimeout = EchoServer.start(
                EngineSettings.defaults().withUpgradeTimeout(Duration.ofMillis(2500)),
                (peer, headers) -> headers.contains("X-Forwarded-For")
                        ? NetUtil.createInetAddressFromIpAddressString(headers.get("X-Forwarded-For"))
                        : peer);
    }

    @AfterAll
    static void stop() {
        server.close();
        shortTimeout.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2probe"})
    void an_unfinished_probe_times_out_alone(String packet) {
        PollingEngineClient polling = connect(shortTimeout);
        try (WebSocketEngineClient webSocket = WebSocketEngineClient.upgrading(polling)) {
            if (!packet.isEmpty()) {
                webSocket.send(packet);
            }
            assertThat(webSocket.socketClosesWithin(SOON)).isTrue();
        }
        assertPollingGoesOnAndUpgrades(polling);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "2", "3probe", "40", "42[\"echo\",\"x\"]", "garbage", "1", "2probe 2probe"})
    void anything_but_a_probe_closes_the_WebSocket_only(String packets) {
        PollingEngineClient polling = connect();
        try (WebSocketEngineClient webSocket = WebSocketEngineClient.upgrading(polling)) {
            webSocket.send(packets.split(" "));

            assertThat(webSocket.socketClosesWithin(SOON)).isTrue();
        }
        assertPollingGoesOnAndUpgrades(polling);
    }

    @Test
    void binary_and_oversized_frames_close_the_WebSocket_only() {
        PollingEngineClient polling = connect();
        try (WebSocketEngineClient webSocket = probed(polling)) {
            webSocket.sendFrame(WebSocketEngineClient.FIN | WebSocketEngineClient.BINARY, new byte[] {'5'});
            assertThat(webSocket.socketClosesWithin(SOON)).isTrue();
        }
        try (WebSocketEngineClient webSocket = probedInTime(polling)) {
            webSocket.send("5".repeat(70_000));
            assertThat(webSocket.endsWithin(SOON)).isTrue();
            assertThat(webSocket.closeCode()).isEqualTo(1009);
        }
        assertPollingGoesOnAndUpgrades(polling);
    }

    /** Closed by the first, it must not upgrade to a connection that is about to end. */
    @Test
    void what_comes_together_with_anything_but_a_probe_is_ignored() {
        PollingEngineClient polling = connect();
        try (WebSocketEngineClient webSocket = WebSocketEngineClient.upgrading(polling)) {
            webSocket.sendHalf(frames(text("garbage"), text("2probe"), text("5")));

            assertThat(webSocket.socketClosesWithin(SOON)).isTrue();
        }
        assertPollingGoesOnAndUpgrades(polling);
    }

    @Test
    void what_follows_an_invalid_text_is_ignored() {
        PollingEngineClient polling = connect();
        byte[] invalid = WebSocketEngineClient.frame(
                WebSocketEngineClient.FIN | WebSocketEngineClient.TEXT, new byte[] {'5', (byte) 0xff});
        try (WebSocketEngineClient webSocket = probed(polling)) {
            webSocket.sendHalf(frames(invalid, text("5"), invalid));

            assertThat(webSocket.endsWithin(SOON)).isTrue();
            assertThat(webSocket.closeCode()).isEqualTo(1007);
        }
        assertPollingGoesOnAndUpgrades(polling);
    }

    @Test
    void a_lost_probe_leaves_the_next_poll_waiting() {
        PollingEngineClient polling = connect();
        probed(polling).close();
        await().atMost(SOON).pollInterval(Duration.ofMillis(400)).until(() -> isLeftWaiting(polling));
        assertPollingGoesOnAndUpgrades(polling);
    }

    @Test
    void a_concurrent_probe_is_rejected() {
        PollingEngineClient polling = connect();
        try (WebSocketEngineClient webSocket = probed(polling)) {
            assertThat(RawHttp.get(server.port(), uri(4, polling.sid()), WebSocketEngineClient.REQUEST))
                    .startsWith("HTTP/1.1 400")
                    .contains("\"code\":3");

            webSocket.send("5", "42[\"echo\",\"first\"]");
            assertThat(webSocket.nextMessage()).isEqualTo("42[\"echo\",\"first\"]");
        }
    }

    @Test
    void an_upgraded_session_outlives_the_upgrade_timeout() {
        PollingEngineClient polling = connect(shortTimeout);
        try (WebSocketEngineClient webSocket = probed(polling)) {
            webSocket.send("5");

            assertThat(webSocket.pollMessage(Duration.ofSeconds(3))).isNull();
            webSocket.send("42[\"echo\",\"later\"]");
            assertThat(webSocket.nextMessage()).isEqualTo("42[\"echo\",\"later\"]");
        }
    }

    @Test
    void a_probe_is_closed_with_its_session() {
        PollingEngineClient closed = connect(server);
        try (WebSocketEngineClient webSocket = probed(closed)) {
            Connections.close(server.client(closed.sid()), CloseReason.SERVER_DISCONNECT);

            assertThat(webSocket.socketClosesWithin(SOON)).isTrue();
        }
        PollingEngineClient lost = connect(server);
        // The server has the poll by then.
        assertThat(lost.poll(Duration.ofSeconds(1))).isNull();
        try (WebSocketEngineClient webSocket = WebSocketEngineClient.upgrading(lost)) {
            lost.close();

            assertThat(webSocket.socketClosesWithin(SOON)).isTrue();
        }
        server.assertDisconnectedOnce(lost);
        server.assertDisconnectedOnce(closed);
    }

    /** Browsers send no Origin with a same-origin GET, but always send one with a WebSocket. */
    @ParameterizedTest
    @CsvSource({
        "X: x,                         X: x,                         101",
        "X-Forwarded-For: 192.0.2.7,              X-Forwarded-For: 192.0.2.7,              101",
        "X-Forwarded-For: 192.0.2.7,              X-Forwarded-For: 192.0.2.8,              400",
        "X: x,                         X-Forwarded-For: 192.0.2.7,              400",
        "Origin: https://shop.example, Origin: https://shop.example, 101",
        "Origin: https://shop.example, Origin: https://evil.example, 400",
        "Origin: https://shop.example, Origin: http://shop.example,  400",
        "Origin: https://shop.example, X: x,                         400",
        "X: x,                         Origin: https://evil.example, 400",
        "X: x,                         Origin: null,                 400",
        "X: x,                         Origin: http://localhost:99,  101",
        "X: x,                         Origin: https://LOCALHOST,    101",
        "X: x,                         Origin: http://localhost.evil.example, 400"
    })
    void only_the_sessions_own_client_may_upgrade(String handshake, String upgrade, int status) {
        String sid =
                RawHttp.get(shortTimeout.port(), POLLING, handshake).replaceAll("(?s).*\"sid\":\"([^\"]+)\".*", "$1");
        String[] headers = Stream.concat(Stream.of(upgrade), Stream.of(WebSocketEngineClient.REQUEST))
                .toArray(String[]::new);

        String answer = RawHttp.get(shortTimeout.port(), uri(4, sid), headers);

        assertThat(answer).startsWith("HTTP/1.1 " + status);
        assertThat(RawHttp.exchange(
                        shortTimeout.port(),
                        RawHttp.head(
                                        "POST",
                                        POLLING + "&sid=" + sid,
                                        handshake,
                                        "Connection: close",
                                        "Content-Length: 2")
                                + "40"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void other_versions_and_unknown_sessions_are_rejected() {
        PollingEngineClient polling = connect();

        assertThat(RawHttp.get(server.port(), uri(3, polling.sid()), WebSocketEngineClient.REQUEST))
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":3");
        assertThat(RawHttp.get(server.port(), uri(4, UNKNOWN), WebSocketEngineClient.REQUEST))
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":1");
        assertPollingGoesOnAndUpgrades(polling);
    }

    private static boolean isLeftWaiting(PollingEngineClient polling) throws Exception {
        CompletableFuture<HttpResponse<String>> poll = polling.pollOnce();
        try {
            poll.get(350, TimeUnit.MILLISECONDS);
            return false;
        } catch (TimeoutException waiting) {
            return true;
        } finally {
            server.client(polling.sid()).sendEvent("push", "to end it");
            poll.join();
        }
    }

    private static void assertPollingGoesOnAndUpgrades(PollingEngineClient polling) {
        polling.send("42[\"echo\",\"polling\"]");
        assertThat(polling.nextMessage()).isEqualTo("42[\"echo\",\"polling\"]");
        try (WebSocketEngineClient webSocket = probedInTime(polling)) {
            webSocket.send("5", "42[\"echo\",\"upgraded\"]");
            assertThat(webSocket.nextMessage()).isEqualTo("42[\"echo\",\"upgraded\"]");
        }
    }

    /** The server may notice the end of the previous connection later than the client. */
    private static WebSocketEngineClient probedInTime(PollingEngineClient polling) {
        return await().atMost(SOON)
                .ignoreException(IllegalStateException.class)
                .until(() -> probed(polling), webSocket -> true);
    }

    private static WebSocketEngineClient probed(PollingEngineClient polling) {
        WebSocketEngineClient webSocket = WebSocketEngineClient.upgrading(polling);
        webSocket.send("2probe");
        assertThat(webSocket.poll(SOON)).isEqualTo("3probe");
        return webSocket;
    }

    private static byte[] text(String packet) {
        return WebSocketEngineClient.frame(
                WebSocketEngineClient.FIN | WebSocketEngineClient.TEXT, packet.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] frames(byte[]... frames) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            joined.writeBytes(frame);
        }
        return joined.toByteArray();
    }

    private static PollingEngineClient connect() {
        return connect(server);
    }

    private static PollingEngineClient connect(EchoServer server) {
        return (PollingEngineClient) EngineClient.connect(server.port(), Transport.POLLING, 4);
    }

    private static String uri(int version, String sid) {
        return "/socket.io/?EIO=" + version + "&transport=websocket&sid=" + sid;
    }
}
