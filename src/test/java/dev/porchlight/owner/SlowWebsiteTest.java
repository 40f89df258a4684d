package dev.porchlight.owner;

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

/** A look for a challenge ends within its time, whatever the website does. */
class SlowWebsiteTest {

    private static final Domain DOMAIN = new Domain("shop.example");
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration LATEST = Duration.ofSeconds(5);
    /** A record of TLS that is announced to be long. */
    private static final String HANDSHAKE = "\u0016\u0003\u0003\u003f\u00ff";

    private static final String HEAD = "HTTP/1.1 200 OK\r\nX: ";

    private static Certificate certificate;

    private final List<Socket> waiting = new ArrayList<>();
    private ServerSocket website;
    private long begun;

    @BeforeAll
    static void certify(@TempDir Path folder) throws Exception {
        certificate = Certificate.makeIn(folder);
    }

    @BeforeEach
    void begin() {
        begun = System.nanoTime();
    }

    @AfterEach
    void close() throws IOException {
        website.close();
        for (Socket socket : waiting) {
            socket.close();
        }
    }

    static Stream<Arguments> beginnings() {
        return Stream.of(
                Arguments.of(false, HANDSHAKE),
                Arguments.of(true, ""),
                Arguments.of(true, HEAD),
                Arguments.of(true, HEAD + "\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("beginnings")
    void that_trickles_from_any_moment_on(boolean secure, String start) throws IOException {
        serve(secure, start);

        assertThatThrownBy(() -> look(LIMIT)).isInstanceOf(IOException.class);

        assertThat(elapsed()).isBetween(LIMIT.minusMillis(100), LATEST);
    }

    @Test
    void that_takes_no_connection() throws IOException {
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

        assertThatThrownBy(() -> look(LIMIT)).isInstanceOf(IOException.class);

        assertThat(elapsed()).isBetween(LIMIT.minusMillis(100), LATEST);
    }

    @Test
    void that_goes_on_after_it_has_said_enough() throws IOException {
        serve(true, HEAD + "\r\n\r\n" + "the value".repeat(200));

        assertThat(look(LATEST.multipliedBy(2))).isTrue();

        assertThat(elapsed()).isLessThan(LATEST);
    }

    private boolean look(Duration limit) throws IOException {
        TlsConnector connector = new TlsConnector(certificate.tls().getSocketFactory());
        InetAddress[] addresses = {InetAddress.getByName("93.184.216.34")};
        return new WellKnownFile(
                        host -> addresses,
                        (address, host, port, deadline) -> connector.connect(
                                website.getInetAddress(), "localhost", website.getLocalPort(), deadline),
                        limit)
                .shows(DOMAIN, "the value");
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Says this at once, and then a byte at a time for much longer than anybody should listen. */
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
                // The client went away.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
