package dev.porchlight.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.testing.Certificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection over which a website shows a challenge. */
class CertificateTest {

    private static Certificate certificate;

    private final Deadline deadline = new Deadline(Duration.ofSeconds(20));
    private ServerSocket website;

    @BeforeAll
    static void certify(@TempDir Path folder) throws Exception {
        certificate = Certificate.makeIn(folder);
    }

    @BeforeEach
    void serve() throws IOException {
        website = certificate.tls().getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread accepting = new Thread(() -> {
            try (Socket socket = website.accept()) {
                socket.getInputStream().read();
            } catch (IOException e) {
                // The client went away, as it should.
            }
        });
        accepting.setDaemon(true);
        accepting.start();
    }

    @AfterEach
    void close() throws IOException {
        deadline.close();
        website.close();
    }

    @Test
    void trusts_a_certificate_that_somebody_vouches_for() throws IOException {
        try (Socket socket = connect(certificate.tls().getSocketFactory(), "localhost")) {
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void trusts_no_certificate_that_nobody_vouches_for() {
        assertThatThrownBy(() -> connect((SSLSocketFactory) SSLSocketFactory.getDefault(), "localhost"))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void trusts_no_certificate_of_another_name() {
        assertThatThrownBy(() -> connect(certificate.tls().getSocketFactory(), "shop.example"))
                .isInstanceOf(SSLException.class);
    }

    private Socket connect(SSLSocketFactory tls, String host) throws IOException {
        return new TlsConnector(tls).connect(InetAddress.getLoopbackAddress(), host, website.getLocalPort(), deadline);
    }
}
