package dev.porchlight.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * A self-signed certificate for localhost.
 *
 * @param file PEM, for whom it is to be shown to and for who is to trust it
 * @param key PEM
 * @param tls shows it, and trusts no other
 */
public record Certificate(Path file, Path key, SSLContext tls, X509TrustManager trust) {

    private static final String ALIAS = "proxy";
    private static final String PASSWORD = "changeit";

    public static Certificate makeIn(Path folder) throws Exception {
        Path store = folder.resolve("certificate.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Programs.Result made = Programs.run(
                folder,
                Map.of(),
                60,
                (keytool + " -genkeypair -alias " + ALIAS + " -keyalg EC -dname CN=localhost -ext san=dns:localhost"
                                + " -ext bc=ca:true -storetype PKCS12 -storepass " + PASSWORD + " -keystore " + store)
                        .split(" "));
        if (!made.succeeded()) {
            throw new AssertionError("No certificate: " + made.output());
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        X509Certificate certificate = (X509Certificate) keys.getCertificate(ALIAS);
        byte[] key = keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
        X509TrustManager trust = trust(certificate);
        return new Certificate(
                pem(folder.resolve("certificate.pem"), "CERTIFICATE", certificate.getEncoded()),
                pem(folder.resolve("key.pem"), "PRIVATE KEY", key),
                tls(keys, trust),
                trust);
    }

    private static SSLContext tls(KeyStore keys, X509TrustManager trust) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), new X509TrustManager[] {trust}, null);
        return context;
    }

    private static Path pem(Path file, String label, byte[] content) throws Exception {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n");
    }

    private static X509TrustManager trust(X509Certificate certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, certificate);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }
}
