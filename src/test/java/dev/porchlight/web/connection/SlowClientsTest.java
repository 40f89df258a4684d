package dev.porchlight.web.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.RawHttp;
import dev.porchlight.testing.ThreadPerTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

/** Clients that send bodies slowly, or send what nobody reads: REST has 48 threads, and more of them come. */
@TestPropertySource(
        properties = {
            "porchlight.limits.exempt=127.0.0.1",
            "porchlight.trusted-proxies=127.0.0.9",
            "porchlight.limits.rest-connections-per-address=5",
        })
class SlowClientsTest extends ApplicationTest {

    private static final String JSON_BODY = "Content-Type: application/json";
    private static final String EXPECT = "Expect: 100-continue";
    private static final int ADDRESSES = 11;
    private static final int PER_ADDRESS = 5;

    /** Between requests that only have to be frequent. */
    private static final Duration PAUSE = Duration.ofMillis(5);

    /** Each attack comes from others: connections of the one before may not be closed yet. */
    private static int nextAddress = 20;

    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();

    @AfterEach
    void close() throws IOException {
        over.set(true);
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /owner/login, Content-Length: 60000",
        "POST, /owner/login, Transfer-Encoding: chunked",
        "PUT, /owner/widget, Content-Length: 60000",
        "POST, /nothing/here, Content-Length: 60000",
        "GET, /actuator/health, Content-Length: 60000",
        "GET, /owner/login, Content-Length: 262144",
    })
    void bodies_that_come_slowly_hold_no_thread(String method, String path, String length) throws IOException {
        for (Socket socket : attackers()) {
            send(
                    socket,
                    RawHttp.head(method, path, JSON_BODY, length) + (length.endsWith("chunked") ? "ea60\r\n" : ""));
        }
        CompletableFuture<Void> dribbling = CompletableFuture.runAsync(this::dribble, new ThreadPerTask());

        // A thread that is held is held for 5 s.
        assertThat(slowestAnswer(Duration.ofSeconds(4))).isLessThan(Duration.ofSeconds(3));
        over.set(true);
        dribbling.join();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /nothing/here, Content-Length: 60000, 404",
        "GET, /owner/login, Content-Length: 60000, 405",
        "POST, /owner/login, Content-Length: 65537, 413",
        "POST, /owner/login, Content-Length: 9000000000, 413",
        "PUT, /owner/widget, Content-Length: 60000, 401",
        "PUT, /owner/widget, Transfer-Encoding: chunked, 401",
        "GET, /actuator/health/liveness, Content-Length: 60000, 200",
        "GET, /, Transfer-Encoding: chunked, 200",
    })
    void a_body_that_nobody_may_send_is_not_waited_for(String method, String path, String length, int status) {
        String answer = RawHttp.exchange(port, RawHttp.head(method, path, JSON_BODY, length));

        assertThat(answer).startsWith("HTTP/1.1 " + status).contains("\r\nConnection: close\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing/here", "/owner/login"})
    void a_client_that_sends_it_all_first_sees_the_answer_too(String path) throws IOException {
        keepSelectorBusy();
        Socket socket = connect("127.0.0.1");
        send(socket, RawHttp.head("POST", path, JSON_BODY, "Content-Length: 200000"));
        for (int i = 0; i < 20; i++) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            send(socket, "x".repeat(10_000));
        }

        assertThat(readSome(socket)).startsWith("HTTP/1.1 413");
        assertThat(readSome(socket)).isEmpty();
    }

    /** All at once, as they do little but wait. */
    @TestFactory
    List<DynamicTest> bodies_that_take_long() {
        return List.of(
                begin("what comes after the answer is discarded for ten seconds", this::sendAfterTheAnswer),
                begin("a body that does not begin is told so", this::beginNoBody),
                begin("a body that stops is told so", this::stopWithinABody),
                begin("a body may take longer if it keeps coming", this::keepSending));
    }

    private static DynamicTest begin(String name, Conversation conversation) {
        CompletableFuture<Void> end = CompletableFuture.runAsync(
                () -> {
                    try {
                        conversation.hold();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                new ThreadPerTask());
        return DynamicTest.dynamicTest(name, end::join);
    }

    private interface Conversation {
        void hold() throws IOException;
    }

    private void sendAfterTheAnswer() throws IOException {
        keepSelectorBusy();
        Socket socket = connect("127.0.0.1");
        send(socket, RawHttp.head("POST", "/nothing/here", "Content-Length: 60000"));
        long startNanos = System.nanoTime();

        assertThatThrownBy(() -> {
                    while (Duration.ofNanos(System.nanoTime() - startNanos).toSeconds() < 20) {
                        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                        send(socket, "x");
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
                .isBetween(Duration.ofSeconds(9), Duration.ofSeconds(15));
    }

    @Test
    void a_connection_is_kept_after_a_body_that_was_read() throws IOException {
        Socket socket = connect("127.0.0.1");
        for (int i = 0; i < 3; i++) {
            String body = rest().json("email", "nobody@example.com", "password", PASSWORD);
            send(socket, RawHttp.head("POST", "/owner/login;a=b", JSON_BODY, "Content-Length: " + body.length()));
            send(socket, body);

            StringBuilder answer = new StringBuilder();
            while (!answer.toString().endsWith("0\r\n\r\n")) {
                answer.append(readSome(socket));
            }
            assertThat(answer).startsWith("HTTP/1.1 401").doesNotContain("Connection");
        }
    }

    private void beginNoBody() throws IOException {
        Socket socket = connect("127.0.0.1");
        send(socket, RawHttp.head("POST", "/owner/login", JSON_BODY, "Content-Length: 20") + "{");
        long startNanos = System.nanoTime();

        assertThat(readSome(socket)).startsWith("HTTP/1.1 408");
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
                .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
    }

    /** Until Tomcat's timeout of a silent connection. */
    private void stopWithinABody() throws IOException {
        Socket socket = connect("127.0.0.1");
        send(socket, RawHttp.head("POST", "/owner/login", JSON_BODY, "Content-Length: 60000") + "x".repeat(20_000));
        long startNanos = System.nanoTime();

        assertThat(readSome(socket)).startsWith("HTTP/1.1 408").contains("\"INVALID\"", "\r\nConnection: close\r\n");
        assertThat(readSome(socket)).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isGreaterThan(Duration.ofSeconds(8));
    }

    /** As a phone on 2G sends it. */
    private void keepSending() throws IOException {
        Socket socket = connect("127.0.0.1");
        String body = rest().json("email", "nobody@example.com", "password", PASSWORD);
        send(socket, RawHttp.head("POST", "/owner/login", JSON_BODY, "Content-Length: " + (30_000 + body.length())));
        for (int i = 0; i < 30; i++) {
            send(socket, " ".repeat(1000));
            LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
        }
        send(socket, body);

        assertThat(readSome(socket)).startsWith("HTTP/1.1 401");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\n", "5\r\n{    x", "-1\r\n", "1;\0\r\n{\r\n"})
    void a_chunk_that_is_malformed_is_told_so(String malformed) throws IOException {
        Socket socket = connect("127.0.0.1");
        send(socket, RawHttp.head("POST", "/owner/login", JSON_BODY, "Transfer-Encoding: chunked") + "1\r\n{\r\n");
        LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        send(socket, malformed);

        assertThat(readSome(socket))
                .startsWith("HTTP/1.1 400")
                .contains("\"INVALID\"", "\r\nConnection: close\r\n", "\r\nCache-Control: no-store\r\n");
        assertThat(readSome(socket)).isEmpty();
    }

    @Test
    void a_client_is_told_to_continue_once_its_body_is_wanted() throws IOException {
        Socket socket = connect("127.0.0.1");
        String body = rest().json("email", "nobody@example.com", "password", PASSWORD);
        send(socket, RawHttp.head("POST", "/owner/login", JSON_BODY, EXPECT, "Content-Length: " + body.length()));
        assertThat(readSome(socket)).isEqualTo("HTTP/1.1 100 \r\n\r\n");

        send(socket, body);
        assertThat(readSome(socket)).startsWith("HTTP/1.1 401");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /owner/widget, 100, 401",
        "POST, /owner/login, 65537, 413",
        "POST, /nothing/here, 100, 404",
        "GET, /actuator/health/liveness, 100, 200",
    })
    void a_client_is_not_told_to_continue_with_a_body_that_nobody_wants(
            String method, String path, int length, int status) {
        String answer =
                RawHttp.exchange(port, RawHttp.head(method, path, JSON_BODY, EXPECT, "Content-Length: " + length));

        assertThat(answer).startsWith("HTTP/1.1 " + status);
    }

    @Test
    void behind_a_trusted_proxy_bodies_are_counted_by_client() throws IOException {
        for (int i = 0; i < 17; i++) {
            send(connect("127.0.0.9"), slowLogIn("192.0.2.1"));
        }

        List<Socket> answered = new ArrayList<>();
        await().until(() -> {
            for (Socket socket : sockets) {
                if (socket.getInputStream().available() > 0) {
                    answered.add(socket);
                }
            }
            return !answered.isEmpty();
        });
        assertThat(answered).hasSize(1);
        assertThat(readSome(answered.get(0))).startsWith("HTTP/1.1 429");
        Socket another = connect("127.0.0.9");
        send(another, slowLogIn("192.0.2.2") + "}");
        assertThat(readSome(another)).startsWith("HTTP/1.1 400");
        for (Socket socket : sockets) {
            socket.close();
        }
        await().untilAsserted(() -> {
            Socket next = connect("127.0.0.9");
            send(next, slowLogIn("192.0.2.1") + "}");
            assertThat(readSome(next)).startsWith("HTTP/1.1 400");
        });
    }

    private static String slowLogIn(String client) {
        return RawHttp.head("POST", "/owner/login", JSON_BODY, "X-Forwarded-For: " + client, "Content-Length: 2") + "{";
    }

    private List<Socket> attackers() throws IOException {
        for (int address = 0; address < ADDRESSES; address++) {
            for (int i = 0; i < PER_ADDRESS; i++) {
                connect("127.0.0." + (nextAddress + address));
            }
        }
        nextAddress += ADDRESSES;
        return sockets;
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setSoTimeout(12_000);
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String readSome(Socket socket) throws IOException {
        byte[] answer = new byte[4096];
        int length = socket.getInputStream().read(answer);
        return length < 0 ? "" : new String(answer, 0, length, StandardCharsets.UTF_8);
    }

    /** The JDK closes a socket at its selector's next turn, so an idle one would linger by itself. */
    private void keepSelectorBusy() {
        CompletableFuture.runAsync(
                () -> {
                    while (!over.get()) {
                        RawHttp.get(port, "/actuator/health/liveness", "Connection: close");
                        LockSupport.parkNanos(PAUSE.toNanos());
                    }
                },
                new ThreadPerTask());
    }

    private void dribble() {
        while (!over.get()) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            for (Socket socket : sockets) {
                try {
                    socket.getOutputStream().write('1');
                } catch (IOException closed) {
                    continue;
                }
            }
        }
    }

    /** Asks again and again on new connections, with and without a body. */
    private Duration slowestAnswer(Duration time) throws IOException {
        long startNanos = System.nanoTime();
        Duration slowest = Duration.ZERO;
        String[] requests = {
            RawHttp.head("GET", "/actuator/health/liveness"),
            RawHttp.head("POST", "/owner/login", JSON_BODY, "Content-Length: 2") + "{}",
        };
        for (int i = 0; System.nanoTime() - startNanos < time.toNanos(); i++) {
            long askedNanos = System.nanoTime();
            try (Socket honest = new Socket("127.0.0.1", port)) {
                honest.setSoTimeout(10_000);
                send(honest, requests[i % 2]);
                assertThat(readSome(honest)).startsWith(i % 2 == 0 ? "HTTP/1.1 200" : "HTTP/1.1 400");
            } catch (SocketTimeoutException e) {
                throw new AssertionError("No answer for 10 s", e);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - askedNanos);
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return slowest;
    }
}
