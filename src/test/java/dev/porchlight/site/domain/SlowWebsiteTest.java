package dev.porchlight.site.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.testing.Certificate;
import dev.porchlight.validation.Domain;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A lookup of a challenge meets its deadline, whatever the website does. */
class SlowWebsiteTest {

    private static final Domain DOMAIN = new Domain("shop.example");
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LATEST = Duration.ofSeconds(5);
    /** The header of a long TLS record. */
    private static final String HANDSHAKE = "\u0016\u0003\u0003\u003f\u00ff";

    private static final String HEAD = "HTTP/1.1 200 OK\r\nX: ";

    private static Certificate certificate;

    private final List<Socket> waiting = new ArrayList<>();
    private ServerSocket website;
    private long startNanos;

    @BeforeAll
    static void certify(@TempDir Path folder) throws Exception {
        certificate = Certificate.makeIn(folder);
        warmUp();
    }

    /** The first TLS handshake of a JVM takes long, which is not to be measured. */
    private static void warmUp() throws IOException {
        try (ServerSocket website =
                certificate.tls().getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture.runAsync(() -> {
                try (Socket socket = website.accept()) {
                    socket.getInputStream().read();
                } catch (IOException e) {
                    // The client closed the connection.
                }
            });
            assertThatThrownBy(() -> lookUp(website, Duration.ofSeconds(30))).isInstanceOf(IOException.class);
        }
    }

    @BeforeEach
    void begin() {
        startNanos = System.nanoTime();
    }

    @AfterEach
    void close() throws IOException {
        website.close();
        for (Socket socket : waiting) {
            socket.close();
        }
    }

    static Stream<Arguments> starts() {
        return Stream.of(
                Arguments.of(false, HANDSHAKE),
                Arguments.of(true, ""),
                Arguments.of(true, HEAD),
                Arguments.of(true, HEAD + "\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("starts")
    void the_deadline_ends_a_response_that_trickles(boolean secure, String start) throws IOException {
        serve(secure, start);

        assertThatThrownBy(() -> lookUp(TIMEOUT)).isInstanceOf(IOException.class);

        assertThat(elapsed()).isBetween(TIMEOUT.minusMillis(100), LATEST);
    }

    @Test
    void the_deadline_ends_a_connection_attempt() throws IOException {
        website = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        for (int i = 0; i < 3; i++) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(website.getLocalSocketAddress(), 200);
            } catch (IOException full) {
                break;
            }
        }
        begin();

        assertThatThrownBy(() -> lookUp(TIMEOUT)).isInstanceOf(IOException.class);

        assertThat(elapsed()).isBetween(TIMEOUT.minusMillis(100), LATEST);
    }

    @Test
    void a_body_without_end_is_read_up_to_its_bound() throws IOException {
        serve(true, HEAD + "\r\n\r\n" + "the value".repeat(200));

        assertThat(lookUp(LATEST.multipliedBy(2))).isTrue();

        assertThat(elapsed()).isLessThan(LATEST);
    }

    private boolean lookUp(Duration timeout) throws IOException {
        return lookUp(website, timeout);
    }

    private static boolean lookUp(ServerSocket website, Duration timeout) throws IOException {
        InetAddress[] addresses = {InetAddress.getByName("93.184.216.34")};
        return new WellKnownFile(
                        new PublicDnsResolver(host -> addresses),
                        RedirectedSocket.tlsAsLocalhost(certificate),
                        () -> new RedirectedSocket(website.getLocalSocketAddress()),
                        timeout)
                .findChallenge(DOMAIN, "the value");
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /** Sends this at once, and then a byte at a time for much longer than the deadline. */
    private void serve(boolean secure, String start) throws IOException {
        ServerSocketFactory sockets =
                secure ? certificate.tls().getServerSocketFactory() : ServerSocketFactory.getDefault();
        website = sockets.createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            try (Socket socket = website.accept()) {
                OutputStream out = socket.getOutputStream();
                out.write(start.getBytes(StandardCharsets.ISO_8859_1));
                for (int i = 0; i < 300; i++) {
                    out.write('x');
                    Thread.sleep(50);
                }
            } catch (IOException | InterruptedException e) {
                // The client closed the connection.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
