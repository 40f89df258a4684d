package dev.porchlight.site.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.testing.Certificate;
import dev.porchlight.validation.Domain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which certificates the lookup of a challenge trusts. */
class CertificateTest {

    private static Certificate certificate;

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
                socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\nthe value".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // The client closed the connection.
            }
        });
        accepting.setDaemon(true);
        accepting.start();
    }

    @AfterEach
    void close() throws IOException {
        website.close();
    }

    @Test
    void trusts_a_certificate_of_a_known_authority() throws IOException {
        assertThat(lookUp(RedirectedSocket.tls(certificate), "localhost")).isTrue();
    }

    @Test
    void rejects_a_certificate_of_an_unknown_authority() {
        assertThatThrownBy(() -> lookUp(new DomainConfiguration().tls(), "localhost"))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void rejects_a_certificate_of_another_host() {
        assertThatThrownBy(() -> lookUp(RedirectedSocket.tls(certificate), "shop.example"))
                .isInstanceOf(SSLException.class);
    }

    private boolean lookUp(TlsSocketStrategy tls, String host) throws IOException {
        InetAddress[] addresses = {InetAddress.getByName("93.184.216.34")};
        return new WellKnownFile(
                        new PublicDnsResolver(name -> addresses),
                        tls,
                        () -> new RedirectedSocket(website.getLocalSocketAddress()),
                        Duration.ofSeconds(20))
                .findChallenge(new Domain(host), "the value");
    }
}
