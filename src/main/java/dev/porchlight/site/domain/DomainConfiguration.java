package dev.porchlight.site.domain;

import java.net.InetAddress;
import java.time.Duration;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.ssl.SSLContexts;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DomainConfiguration {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Asks the name servers of this machine. */
    @Bean(TxtRecord.METHOD)
    VerificationMethod txtRecord() {
        return new TxtRecord("dns:");
    }

    @Bean(WellKnownFile.METHOD)
    VerificationMethod wellKnownFile() {
        return new WellKnownFile(
                new PublicDnsResolver(InetAddress::getAllByName), tls(), WellKnownFile::directSocket, TIMEOUT);
    }

    /** The trust store and the host name verification of the JDK. */
    TlsSocketStrategy tls() {
        return new DefaultClientTlsStrategy(
                SSLContexts.createSystemDefault(), HostnameVerificationPolicy.BUILTIN, null);
    }
}
