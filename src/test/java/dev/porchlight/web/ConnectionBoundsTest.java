package dev.porchlight.web;

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

/** Connections to REST: how many there may be of one address, and how long they may take. */
@TestPropertySource(
        properties = {
            "porchlight.limits.exempt=127.0.0.1",
            "porchlight.trusted-proxies=127.0.0.9",
            "porchlight.limits.rest-connections-per-address=5",
        })
class ConnectionBoundsTest extends ApplicationTest {

    private static final String REQUEST = RawHttp.head("GET", "/actuator/health/liveness");
    private static final Duration LATEST = Duration.ofSeconds(8);

    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void one_address_has_its_share_and_no_more() throws IOException {
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
    void an_exempt_address_and_a_trusted_proxy_have_as_many_as_they_need(String address) throws IOException {
        for (int i = 0; i < 20; i++) {
            assertThat(ask(connectFrom(address))).isEqualTo("HTTP/1.1 200 ");
        }
    }

    @Test
    void a_head_that_trickles_is_cut_off_and_a_request_that_never_begins_is_not_waited_for() throws IOException {
        Socket first = connectFrom("127.0.0.4");
        Socket second = connectFrom("127.0.0.4");
        assertThat(ask(second)).isEqualTo("HTTP/1.1 200 ");
        second.getInputStream().skip(second.getInputStream().available());
        for (Socket socket : List.of(first, second)) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nX: ".getBytes(StandardCharsets.US_ASCII));
        }

        CompletableFuture<Duration> endOfFirst = endOf(first, 100);
        CompletableFuture<Duration> endOfSecond = endOf(second, 100);
        CompletableFuture<Duration> endOfSilent = endOf(connectFrom("127.0.0.5"), 0);
        assertThat(endOfFirst.join()).isLessThan(LATEST);
        assertThat(endOfSecond.join()).isLessThan(LATEST);
        assertThat(endOfSilent.join()).isLessThan(LATEST.multipliedBy(2));
    }

    private Socket connectFrom(String address) throws IOException {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port, InetAddress.getByName(address), 0);
        sockets.add(socket);
        return socket;
    }

    /** @return the line of the status, nothing if the connection was closed */
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

    /** @return after how long the server closed, while so many bytes were sent, ten a second */
    private static CompletableFuture<Duration> endOf(Socket socket, int bytes) {
        return CompletableFuture.supplyAsync(() -> waitForEnd(socket, bytes), new ThreadPerTask());
    }

    private static Duration waitForEnd(Socket socket, int bytes) {
        long begun = System.nanoTime();
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
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
