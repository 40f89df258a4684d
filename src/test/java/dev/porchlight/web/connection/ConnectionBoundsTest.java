package dev.porchlight.web.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.RawHttp;
import dev.porchlight.testing.ThreadPerTask;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

/** How many connections to REST one address may have, and how long their requests may take. */
@TestPropertySource(
        properties = {
            "porchlight.limits.exempt=127.0.0.1",
            "porchlight.trusted-proxies=127.0.0.9",
            "porchlight.limits.rest-connections-per-address=5",
        })
class ConnectionBoundsTest extends ApplicationTest {

    private static final String REQUEST = RawHttp.head("GET", "/actuator/health/liveness");
    private static final Duration MAX_TIME = Duration.ofSeconds(8);

    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void connections_are_limited_by_address() throws IOException {
        for (int i = 0; i < 5; i++) {
            assertThat(ask(connectFrom("127.0.0.2"))).isEqualTo("HTTP/1.1 200 ");
        }

        assertThat(ask(connectFrom("127.0.0.2"))).isEmpty();
        assertThat(ask(connectFrom("127.0.0.3"))).isEqualTo("HTTP/1.1 200 ");
        sockets.get(0).close();
        await().untilAsserted(() -> assertThat(ask(connectFrom("127.0.0.2"))).isEqualTo("HTTP/1.1 200 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.9"})
    void an_exempt_address_and_a_trusted_proxy_are_not_limited(String address) throws IOException {
        for (int i = 0; i < 20; i++) {
            assertThat(ask(connectFrom(address))).isEqualTo("HTTP/1.1 200 ");
        }
    }

    @Test
    void a_slow_request_head_and_a_silent_connection_are_closed() throws IOException {
        Socket first = connectFrom("127.0.0.4");
        Socket second = connectFrom("127.0.0.4");
        assertThat(ask(second)).isEqualTo("HTTP/1.1 200 ");
        second.getInputStream().skip(second.getInputStream().available());
        for (Socket socket : List.of(first, second)) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nX: ".getBytes(StandardCharsets.US_ASCII));
        }

        CompletableFuture<Duration> firstClosed = timeUntilClosed(first, 100);
        CompletableFuture<Duration> secondClosed = timeUntilClosed(second, 100);
        CompletableFuture<Duration> silentClosed = timeUntilClosed(connectFrom("127.0.0.5"), 0);
        assertThat(firstClosed.join()).isLessThan(MAX_TIME);
        assertThat(secondClosed.join()).isLessThan(MAX_TIME);
        assertThat(silentClosed.join()).isLessThan(MAX_TIME.multipliedBy(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health/liveness", "/nothing"})
    void of_requests_sent_ahead_few_are_answered(String path) {
        String request = RawHttp.head("GET", path);

        assertThat(answers(RawHttp.exchange(port, request.repeat(20)))).isEqualTo(10);
        // More than Tomcat reads at once, and as many as it would serve on one thread.
        String large = RawHttp.head("GET", path, "X-Padding: " + "x".repeat(7000));
        assertThat(answers(RawHttp.exchange(port, large.repeat(20)))).isLessThan(20);
    }

    private static int answers(String received) {
        return received.split("HTTP/1.1 ", -1).length - 1;
    }

    private Socket connectFrom(String address) throws IOException {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port, InetAddress.getByName(address), 0);
        sockets.add(socket);
        return socket;
    }

    /** @return the status line; empty if the connection was closed */
    private static String ask(Socket socket) {
        try {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            String status = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return status == null ? "" : status;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("Neither answered nor closed", e);
        } catch (IOException closed) {
            return "";
        }
    }

    /** @return how long the server took to close, while so many bytes were sent, ten a second */
    private static CompletableFuture<Duration> timeUntilClosed(Socket socket, int bytes) {
        return CompletableFuture.supplyAsync(() -> awaitClose(socket, bytes), new ThreadPerTask());
    }

    private static Duration awaitClose(Socket socket, int bytes) {
        long startNanos = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            try {
                socket.setSoTimeout(100);
                if (i < bytes) {
                    socket.getOutputStream().write('x');
                }
                if (socket.getInputStream().read() < 0) {
                    break;
                }
            } catch (SocketTimeoutException stillOpen) {
                continue;
            } catch (IOException closed) {
                break;
            }
        }
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
