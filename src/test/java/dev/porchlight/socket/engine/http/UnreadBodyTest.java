package dev.porchlight.socket.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.socket.engine.EchoServer;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import dev.porchlight.testing.RawHttp;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests are judged on their heads; no body is kept that nobody may send. */
@Timeout(60)
class UnreadBodyTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String UNKNOWN = "22222222-2222-4222-8222-222222222222";
    private static final String LARGEST = "Content-Length: 262144";
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
                "POST /x                                                                       404",
                "PUT /socket.io/?EIO=4&transport=polling                                       405",
                "POST /socket.io/?EIO=4&transport=polling                                      400",
                "POST /socket.io/?EIO=4&transport=polling&sid=" + UNKNOWN + "                  400",
                "GET /socket.io/?EIO=4&transport=polling                                       400",
                "OPTIONS /socket.io/?EIO=4&transport=polling                                   400",
            })
    void a_rejection_needs_no_body(String expectation) throws IOException {
        String[] parts = expectation.split(" +");
        for (String length : new String[] {LARGEST, "Transfer-Encoding: chunked"}) {
            int sessions = server.sessions();
            try (Socket socket = connect()) {
                send(socket, RawHttp.head(parts[0], parts[1], length));
                assertThat(readUntilEnd(socket)).startsWith("HTTP/1.1 " + parts[2]);
            }
            assertThat(server.sessions()).isEqualTo(sessions);
        }
    }

    @Test
    void a_length_over_the_limit_needs_no_body() throws IOException {
        EngineClient client = EngineClient.open(server.port(), Transport.POLLING, 4);
        try (Socket socket = connect()) {
            send(socket, RawHttp.head("POST", uri(client), "Content-Length: 262145"));
            assertThat(readUntilEnd(socket)).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void a_body_of_unknown_length_is_counted_as_it_arrives() throws IOException {
        EngineClient client = EngineClient.open(server.port(), Transport.POLLING, 4);
        try (Socket socket = connect()) {
            send(socket, RawHttp.head("POST", uri(client), "Transfer-Encoding: chunked"));
            String chunk = "8000\r\n" + "4".repeat(0x8000) + "\r\n";
            for (int i = 0; i < 9; i++) {
                send(socket, chunk);
            }
            assertThat(readUntilEnd(socket)).startsWith("HTTP/1.1 413");
        }
        await().atMost(SOON).until(() -> server.inboundBytes() == 0);
    }

    @Test
    void the_body_of_a_rejected_request_is_not_kept() throws IOException {
        try (Socket socket = connect()) {
            send(socket, RawHttp.head("POST", "/x", LARGEST) + "x".repeat(200_000));
            assertThat(server.inboundBytes()).isZero();
            assertThat(readUntilEnd(socket)).startsWith("HTTP/1.1 404").contains("Nothing here");
        }
    }

    @Test
    void a_rejected_client_that_goes_on_sending_is_disconnected() {
        await().atMost(SOON).until(() -> {
            try (Socket socket = connect()) {
                send(socket, RawHttp.head("POST", "/x", "Content-Length: 100000000"));
                for (int i = 0; i < 10_000; i++) {
                    send(socket, "x".repeat(8192));
                }
                return false;
            } catch (IOException closed) {
                return true;
            }
        });
    }

    @Test
    void only_100_continue_may_be_expected_and_only_of_what_is_served() throws IOException {
        EngineClient client = EngineClient.connect(server.port(), Transport.POLLING, 4);
        try (Socket socket = connect()) {
            send(
                    socket,
                    RawHttp.head(
                            "POST", uri(client), "Content-Length: 14", "Expect: 100-continue", "Connection: close"));
            InputStream in = socket.getInputStream();
            byte[] interim = in.readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
            assertThat(new String(interim, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 100 ");
            send(socket, "42[\"echo\",\"1\"]");
            assertThat(readUntilEnd(socket)).startsWith("HTTP/1.1 200").endsWith("ok");
        }
        assertThat(RawHttp.exchange(
                        server.port(),
                        RawHttp.head("POST", uri(client), "Content-Length: 262145", "Expect: 100-continue")))
                .startsWith("HTTP/1.1 413");
        assertThat(RawHttp.exchange(server.port(), RawHttp.head("POST", "/x", LARGEST, "Expect: 100-continue")))
                .startsWith("HTTP/1.1 404");
        assertThat(RawHttp.exchange(
                        server.port(), RawHttp.head("POST", uri(client), "Content-Length: 9", "Expect: a miracle")))
                .startsWith("HTTP/1.1 417");
    }

    @Test
    void a_session_has_one_post_at_a_time() throws IOException {
        EngineClient client = EngineClient.connect(server.port(), Transport.POLLING, 4);
        try (Socket first = connect()) {
            send(first, RawHttp.head("POST", uri(client), LARGEST) + "4");
            await().atMost(SOON).until(() -> server.inboundBytes() > 0);

            assertThat(RawHttp.exchange(server.port(), RawHttp.head("POST", uri(client), "Content-Length: 1") + "4"))
                    .startsWith("HTTP/1.1 400");
        }
        await().atMost(SOON).until(() -> server.inboundBytes() == 0);
        client.send("42[\"echo\",\"next\"]");
        assertThat(client.nextMessage()).isEqualTo("42[\"echo\",\"next\"]");
    }

    @Test
    void many_headers_are_rejected() {
        String[] headers = IntStream.range(0, 100).mapToObj(i -> "a:").toArray(String[]::new);

        assertThat(RawHttp.get(server.port(), "/", headers)).startsWith("HTTP/1.1 431");
    }

    private static String uri(EngineClient client) {
        return "/socket.io/?EIO=4&transport=polling&sid=" + client.sid();
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket("localhost", server.port());
        socket.setSoTimeout((int) SOON.toMillis());
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String readUntilEnd(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
