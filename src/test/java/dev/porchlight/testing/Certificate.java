package dev.porchlight.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A self-signed certificate for localhost.
 *
 * @param file the certificate as PEM, for a server to present and a client to trust
 * @param key the private key as PEM
 * @param tls presents the certificate and trusts no other
 * @param trust trusts this certificate only
 */
public record Certificate(Path file, Path key, SSLContext tls, X509TrustManager trust) {

    public static Certificate makeIn(Path folder) throws Exception {
        X509Bundle made = new CertificateBuilder()
                .ecp256()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509TrustManager trust = (X509TrustManager) made.toTrustManager();
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(made.toKeyManagerFactory().getKeyManagers(), new TrustManager[] {trust}, null);
        return new Certificate(
                Files.writeString(folder.resolve("certificate.pem"), made.getCertificatePEM()),
                Files.writeString(folder.resolve("key.pem"), made.getPrivateKeyPEM()),
                tls,
                trust);
    }
}
