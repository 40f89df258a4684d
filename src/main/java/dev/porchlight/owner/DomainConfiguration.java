package dev.porchlight.owner;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DomainSettings.class)
class DomainConfiguration {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** By the name servers of this machine. */
    @Bean(TxtRecord.METHOD)
    ProofPlace txtRecord() {
        return new TxtRecord("dns:");
    }

    @Bean(WellKnownFile.METHOD)
    ProofPlace wellKnownFile() {
        return new WellKnownFile(InetAddress::getAllByName, DomainConfiguration::connect, LIMIT);
    }

    /** Past any proxy, with the name that the certificate must be for. */
    static Socket connect(InetAddress address, String host, int port, int timeoutMillis) throws IOException {
        Socket plain = new Socket(Proxy.NO_PROXY);
        try {
            plain.connect(new InetSocketAddress(address, port), timeoutMillis);
            plain.setSoTimeout(timeoutMillis);
            SSLSocket secure = (SSLSocket)
                    ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, host, port, true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            return secure;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }
}
