package dev.porchlight.site.domain;

import dev.porchlight.validation.Domain;
import java.io.IOException;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import lombok.RequiredArgsConstructor;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/**
 * A file on the domain's website, fetched over HTTPS. Anybody with an account chooses the host, so each host, also of a
 * redirect, must have addresses on the Internet only.
 */
@RequiredArgsConstructor
final class WellKnownFile implements VerificationMethod {

    static final String METHOD = "https";

    private static final String PATH = "/.well-known/porchlight.txt";
    private static final int PORT = 443;
    private static final int MAX_REDIRECTS = 3;
    private static final int MAX_HEADER_LINE_BYTES = 8 * 1024;
    private static final int MAX_HEADERS = 100;
    private static final int MAX_BODY_BYTES = 1024;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Http1Config BOUNDS = Http1Config.custom()
            .setMaxLineLength(MAX_HEADER_LINE_BYTES)
            .setMaxHeaderCount(MAX_HEADERS)
            .build();

    private final PublicDnsResolver dns;
    private final TlsSocketStrategy tls;
    /** Creates unconnected sockets. */
    private final Supplier<Socket> sockets;
    /** Of a whole lookup with its redirects. */
    private final Duration timeout;

    private record Answer(int status, @Nullable String location, String body) {}

    static String url(Domain domain) {
        return "https://" + domain.value() + PATH;
    }

    /** A socket that ignores the proxies of the system properties. */
    static Socket directSocket() {
        return new Socket(Proxy.NO_PROXY);
    }

    @Override
    public boolean findChallenge(Domain domain, String challenge) throws IOException {
        DeadlineSocketFactory deadline = new DeadlineSocketFactory(timeout, sockets);
        // The sockets are closed first, so that the client need not part from its peers.
        try (CloseableHttpClient client = newClient(deadline);
                deadline) {
            return findChallenge(domain, challenge, newRestClient(client));
        } catch (ResourceAccessException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static boolean findChallenge(Domain domain, String challenge, RestClient client) throws IOException {
        URI uri = URI.create(url(domain));
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            Answer answer = get(uri, client);
            if (!REDIRECTS.contains(answer.status()) || answer.location() == null) {
                return answer.status() == 200 && answer.body().contains(challenge);
            }
            uri = resolveRedirect(uri, answer.location());
        }
        return false;
    }

    private static URI resolveRedirect(URI from, String location) throws IOException {
        URI to;
        try {
            // In ASCII, as it goes into the request line.
            to = URI.create(from.resolve(location).toASCIIString());
        } catch (IllegalArgumentException e) {
            throw new IOException("A redirect to an invalid URL", e);
        }
        boolean allowed = "https".equalsIgnoreCase(to.getScheme())
                && to.getHost() != null
                && to.getRawUserInfo() == null
                && (to.getPort() == -1 || to.getPort() == PORT);
        if (!allowed) {
            throw new IOException("A redirect to a URL that is not allowed");
        }
        // Without the port, which would become part of the Host header.
        return to.getPort() == -1 ? to : URI.create(to.toString().replaceFirst(":" + PORT + "(?=[/?#]|$)", ""));
    }

    private static Answer get(URI uri, RestClient client) {
        // Left open: closing would read the rest of the body, which may have no end. The deadline closes it.
        return client.get()
                .uri(uri)
                .exchangeForRequiredValue(
                        (request, response) -> new Answer(
                                response.getStatusCode().value(),
                                response.getHeaders().getFirst(HttpHeaders.LOCATION),
                                new String(response.getBody().readNBytes(MAX_BODY_BYTES), StandardCharsets.ISO_8859_1)),
                        false);
    }

    private static RestClient newRestClient(CloseableHttpClient client) {
        return RestClient.builder()
                .requestFactory(new HttpComponentsClientHttpRequestFactory(client))
                // None: the body is read as it is.
                .configureMessageConverters(converters -> {})
                .defaultHeader(HttpHeaders.ACCEPT, MediaType.TEXT_PLAIN_VALUE)
                .defaultHeader(HttpHeaders.CONNECTION, "close")
                .build();
    }

    private CloseableHttpClient newClient(DeadlineSocketFactory deadline) {
        DefaultHttpClientConnectionOperator operator = new DefaultHttpClientConnectionOperator(
                deadline,
                null,
                dns,
                RegistryBuilder.<TlsSocketStrategy>create()
                        .register(URIScheme.HTTPS.getId(), tls)
                        .build());
        PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager(
                operator,
                null,
                null,
                null,
                ManagedHttpClientConnectionFactory.builder().http1Config(BOUNDS).build());
        // Proxies of the environment are ignored unless useSystemProperties is called.
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setConnectionReuseStrategy((request, response, context) -> false)
                .setUserAgent("Porchlight")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
    }
}
