package dev.porchlight.owner;

import java.net.InetAddress;
import java.time.Duration;
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
        SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
        return new WellKnownFile(InetAddress::getAllByName, new TlsConnector(tls), LIMIT);
    }
}
