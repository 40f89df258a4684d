package dev.porchlight.site.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.testing.Certificate;
import dev.porchlight.validation.Domain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server on this machine, which stands for every public address. */
class WellKnownFileTest {

    private static final Domain DOMAIN = new Domain("shop.example");
    private static final String VALUE = "the-value-of-the-challenge";

    private final Map<String, String> answers = new HashMap<>();
    private final Map<String, String[]> names = new HashMap<>(Map.of("shop.example", new String[] {"93.184.216.34"}));
    /** Addresses that refuse connections. */
    private final Set<String> refusing = new HashSet<>();

    private final List<String> requested = new CopyOnWriteArrayList<>();
    private final List<String> headers = new CopyOnWriteArrayList<>();
    /** Attempts, also refused ones. */
    private final List<String> connected = new CopyOnWriteArrayList<>();
    /** The host names that certificates had to be for. */
    private final List<String> tlsHosts = new CopyOnWriteArrayList<>();

    private static Certificate certificate;

    private ServerSocket server;

    @BeforeAll
    static void certify(@TempDir Path folder) throws Exception {
        certificate = Certificate.makeIn(folder);
    }

    @BeforeEach
    void serve() throws IOException {
        server = certificate.tls().getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::answer);
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void finds_the_value_in_the_file() throws IOException {
        answers.put("shop.example/.well-known/porchlight.txt", ok("# ours\n" + VALUE + "\n"));

        assertThat(findsChallenge()).isTrue();
        assertThat(connected).containsExactly("93.184.216.34:443");
        assertThat(tlsHosts).containsExactly("shop.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 26\r\n\r\nVALUE",
                "Transfer-Encoding: chunked\r\n\r\na\r\nthe-value-\r\n10\r\nof-the-challenge\r\n0\r\n\r\n",
            })
    void decodes_the_body(String rest) throws IOException {
        answers.put("shop.example/.well-known/porchlight.txt", "HTTP/1.1 200 OK\r\n" + rest.replace("VALUE", VALUE));

        assertThat(findsChallenge()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\n\r\nsomething else",
                "HTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 404 Not Found\r\n\r\nVALUE",
                "HTTP/1.1 500 Oops\r\nX: VALUE\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: VALUE\r\n\r\n",
                "HTTP/1.1 302 Found\r\n\r\nVALUE",
                // A head that is cut off.
                "HTTP/1.1 200",
            })
    void finds_the_value_nowhere_else(String answer) throws IOException {
        answers.put("shop.example/.well-known/porchlight.txt", answer.replace("VALUE", VALUE));

        assertThat(findsChallenge()).isFalse();
    }

    @Test
    void reads_a_kilobyte_of_the_body() throws IOException {
        answers.put("shop.example/.well-known/porchlight.txt", ok("x".repeat(1024) + VALUE));
        assertThat(findsChallenge()).isFalse();

        answers.put("shop.example/.well-known/porchlight.txt", ok("x".repeat(1024 - VALUE.length()) + VALUE));
        assertThat(findsChallenge()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "fd00::1", "64:ff9b::7f00:1", "100.64.0.1"})
    void connects_to_public_addresses_only(String address) {
        names.put("shop.example", new String[] {address});
        assertThatThrownBy(this::findsChallenge).isInstanceOf(IOException.class);

        names.put("shop.example", new String[] {"93.184.216.34", address});
        assertThatThrownBy(this::findsChallenge).isInstanceOf(IOException.class);
        assertThat(connected).isEmpty();
    }

    @Test
    void resolves_a_name_once_for_each_request() throws IOException {
        answers.put("shop.example/.well-known/porchlight.txt", ok(VALUE));
        List<String> resolved = new CopyOnWriteArrayList<>();
        WellKnownFile file = file(host -> {
            resolved.add(host);
            // A second lookup would return an address of this machine.
            return new InetAddress[] {InetAddress.getByName(resolved.size() == 1 ? "93.184.216.34" : "127.0.0.1")};
        });

        assertThat(file.findChallenge(DOMAIN, VALUE)).isTrue();
        assertThat(resolved).containsExactly("shop.example");
        assertThat(connected).containsExactly("93.184.216.34:443");
    }

    @Test
    void follows_three_redirects_and_checks_each() throws IOException {
        names.put("www.shop.example", new String[] {"93.184.216.35"});
        answers.put("shop.example/.well-known/porchlight.txt", redirectTo("https://www.shop.example/1"));
        answers.put("www.shop.example/1", redirectTo("/2"));
        answers.put("www.shop.example/2", redirectTo("https://www.shop.example:443/3?a=b"));
        answers.put("www.shop.example/3?a=b", ok(VALUE));
        assertThat(findsChallenge()).isTrue();

        answers.put("www.shop.example/3?a=b", redirectTo("/4"));
        answers.put("www.shop.example/4", ok(VALUE));
        assertThat(findsChallenge()).isFalse();
        assertThat(requested).doesNotContain("www.shop.example/4");
    }

    @ParameterizedTest
    @CsvSource({
        "/ok?x=[1],/ok?x=[1]",
        "/a%20b?c=%C3%A9,/a%20b?c=%C3%A9",
        "https://shop.example:443/a,/a",
        "https://shop.example:443/?a,/?a"
    })
    void redirects_are_requested_as_they_are_but_for_the_port(String location, String target) throws IOException {
        answers.put("shop.example/.well-known/porchlight.txt", redirectTo(location));
        answers.put("shop.example" + target, ok(VALUE));

        assertThat(findsChallenge()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://www.shop.example/",
                "https://www.shop.example:8443/",
                "https://user@www.shop.example/",
                "https://127.0.0.1/",
                "https://[::1]/",
                "https://2130706433/",
                "https://inside.example/",
                "file:///etc/passwd",
                "ftp://www.shop.example/",
                "https://www.shop.example/ a",
                "https:///",
            })
    void rejects_other_redirects(String location) {
        names.put("www.shop.example", new String[] {"93.184.216.35"});
        names.put("inside.example", new String[] {"192.168.0.1"});
        answers.put("shop.example/.well-known/porchlight.txt", redirectTo(location));

        assertThatThrownBy(this::findsChallenge).isInstanceOf(IOException.class);
        assertThat(connected).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense\r\n\r\n", "HTTP/2 200 OK\r\n\r\n"})
    void rejects_what_is_not_an_http_response(String answer) {
        answers.put("shop.example/.well-known/porchlight.txt", answer);

        assertThatThrownBy(this::findsChallenge).isInstanceOf(IOException.class);
    }

    @Test
    void rejects_a_head_that_is_too_long() {
        for (String head : List.of("X: " + "x".repeat(9_000) + "\r\n", "X: x\r\n".repeat(101))) {
            answers.put("shop.example/.well-known/porchlight.txt", "HTTP/1.1 200 OK\r\n" + head + "\r\n" + VALUE);

            assertThatThrownBy(this::findsChallenge).isInstanceOf(IOException.class);
        }
    }

    @Test
    void tries_the_next_address_if_one_refuses() throws IOException {
        names.put("shop.example", new String[] {"93.184.216.34", "93.184.216.35"});
        refusing.add("93.184.216.34");
        answers.put("shop.example/.well-known/porchlight.txt", ok(VALUE));

        assertThat(findsChallenge()).isTrue();
        assertThat(connected).containsExactly("93.184.216.34:443", "93.184.216.35:443");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\n\r\n", "HTTP/1.1 429 Busy\r\n\r\n"})
    void does_not_retry(String answer) {
        answers.put("shop.example/.well-known/porchlight.txt", answer);

        try {
            assertThat(findsChallenge()).isFalse();
        } catch (IOException e) {
            assertThat(answer).isEmpty();
        }

        assertThat(requested).hasSize(1);
    }

    @Test
    void keeps_no_cookies_and_says_little_of_itself() throws IOException {
        answers.put(
                "shop.example/.well-known/porchlight.txt",
                "HTTP/1.1 302 Found\r\nLocation: /2\r\nSet-Cookie: a=b; Path=/\r\n\r\n");
        answers.put("shop.example/2", ok(VALUE));

        assertThat(findsChallenge()).isTrue();

        assertThat(requested).hasSize(2);
        assertThat(headers)
                .containsOnly(
                        "Host: shop.example", "User-Agent: Porchlight", "Accept: text/plain", "Connection: close");
    }

    @Test
    void uses_no_proxy_of_the_environment() throws IOException {
        answers.put("shop.example/.well-known/porchlight.txt", ok(VALUE));
        ProxySelector before = ProxySelector.getDefault();
        List<URI> selected = new CopyOnWriteArrayList<>();
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                selected.add(uri);
                return List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        });
        try {
            assertThat(findsChallenge()).isTrue();
            try (Socket direct = WellKnownFile.directSocket()) {
                direct.connect(server.getLocalSocketAddress());
            }
        } finally {
            ProxySelector.setDefault(before);
        }

        // Other threads may connect to other addresses meanwhile.
        assertThat(selected)
                .noneMatch(uri -> uri.getHost().equals("shop.example"))
                .noneMatch(uri -> uri.getPort() == server.getLocalPort());
    }

    private boolean findsChallenge() throws IOException {
        return file(this::resolve).findChallenge(DOMAIN, VALUE);
    }

    private WellKnownFile file(PublicDnsResolver.Lookup dns) {
        TlsSocketStrategy tls = RedirectedSocket.tlsAsLocalhost(certificate);
        return new WellKnownFile(
                new PublicDnsResolver(dns),
                (socket, host, port, attachment, context) -> {
                    tlsHosts.add(host);
                    return tls.upgrade(socket, host, port, attachment, context);
                },
                this::newSocket,
                // Not under test here, and the first TLS handshake of a JVM takes long.
                Duration.ofSeconds(30));
    }

    private Socket newSocket() {
        return new RedirectedSocket(server.getLocalSocketAddress()) {
            @Override
            void connectionTo(InetSocketAddress endpoint) throws IOException {
                String address = endpoint.getAddress().getHostAddress();
                connected.add(address + ":" + endpoint.getPort());
                if (refusing.contains(address)) {
                    throw new ConnectException("Connection refused");
                }
            }
        };
    }

    private InetAddress[] resolve(String host) throws UnknownHostException {
        String[] addresses = names.get(host);
        if (addresses == null) {
            if (host.matches("[\\d.\\[\\]:]+")) {
                return InetAddress.getAllByName(host);
            }
            throw new UnknownHostException(host);
        }
        InetAddress[] resolved = new InetAddress[addresses.length];
        for (int i = 0; i < addresses.length; i++) {
            resolved[i] = InetAddress.getByName(addresses[i]);
        }
        return resolved;
    }

    private void answer() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                String path = in.readLine().split(" ")[1];
                String host = "";
                for (String line; !(line = in.readLine()).isEmpty(); ) {
                    headers.add(line);
                    host = line.startsWith("Host: ") ? line.substring(6) : host;
                }
                requested.add(host + path);
                String answer = answers.getOrDefault(host + path, "HTTP/1.1 404 Not Found\r\n\r\n");
                OutputStream out = socket.getOutputStream();
                out.write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException | NullPointerException e) {
                // The client closed the connection, or the test closed the server.
            }
        }
    }

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + body;
    }

    private static String redirectTo(String location) {
        return "HTTP/1.1 301 Moved\r\nlocation: " + location + "\r\n\r\n" + VALUE;
    }
}
