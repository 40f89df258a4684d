package dev.porchlight.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.validation.Domain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server on this machine, which stands for each public address. */
class WellKnownFileTest {

    private static final Domain DOMAIN = new Domain("shop.example");
    private static final String VALUE = "the-value-of-the-challenge";

    private final Map<String, String> answers = new HashMap<>();
    private final Map<String, String[]> names = new HashMap<>(Map.of("shop.example", new String[] {"93.184.216.34"}));
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> connected = new CopyOnWriteArrayList<>();
    private ServerSocket server;

    @BeforeEach
    void serve() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
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

        assertThat(shows()).isTrue();
        assertThat(connected).containsExactly("93.184.216.34 shop.example 443");
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
            })
    void finds_it_nowhere_else(String answer) throws IOException {
        answers.put("shop.example/.well-known/porchlight.txt", answer.replace("VALUE", VALUE));

        assertThat(shows()).isFalse();
    }

    @Test
    void reads_a_kilobyte_and_no_further() throws IOException {
        answers.put("shop.example/.well-known/porchlight.txt", ok("x".repeat(1024) + VALUE));
        assertThat(shows()).isFalse();

        answers.put("shop.example/.well-known/porchlight.txt", ok("x".repeat(1024 - VALUE.length()) + VALUE));
        assertThat(shows()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "fd00::1", "64:ff9b::7f00:1", "100.64.0.1"})
    void connects_to_no_network_of_ours(String address) {
        names.put("shop.example", new String[] {address});
        assertThatThrownBy(this::shows).isInstanceOf(IOException.class);

        names.put("shop.example", new String[] {"93.184.216.34", address});
        assertThatThrownBy(this::shows).isInstanceOf(IOException.class);
        assertThat(connected).isEmpty();
    }

    @Test
    void resolves_a_name_once_for_each_request() throws IOException {
        answers.put("shop.example/.well-known/porchlight.txt", ok(VALUE));
        List<String> resolved = new CopyOnWriteArrayList<>();
        WellKnownFile file = new WellKnownFile(
                host -> {
                    resolved.add(host);
                    // The second answer would lead home.
                    return new InetAddress[] {
                        InetAddress.getByName(resolved.size() == 1 ? "93.184.216.34" : "127.0.0.1")
                    };
                },
                this::connect,
                Duration.ofSeconds(5));

        assertThat(file.shows(DOMAIN, VALUE)).isTrue();
        assertThat(resolved).containsExactly("shop.example");
        assertThat(connected).containsExactly("93.184.216.34 shop.example 443");
    }

    @Test
    void follows_three_redirects_and_checks_each() throws IOException {
        names.put("www.shop.example", new String[] {"93.184.216.35"});
        answers.put("shop.example/.well-known/porchlight.txt", to("https://www.shop.example/1"));
        answers.put("www.shop.example/1", to("/2"));
        answers.put("www.shop.example/2", to("https://www.shop.example:443/3?a=b"));
        answers.put("www.shop.example/3?a=b", ok(VALUE));
        assertThat(shows()).isTrue();

        answers.put("www.shop.example/3?a=b", to("/4"));
        answers.put("www.shop.example/4", ok(VALUE));
        assertThat(shows()).isFalse();
        assertThat(asked).doesNotContain("www.shop.example/4");
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
    void follows_no_redirect_to_elsewhere(String location) {
        names.put("www.shop.example", new String[] {"93.184.216.35"});
        names.put("inside.example", new String[] {"192.168.0.1"});
        answers.put("shop.example/.well-known/porchlight.txt", to(location));

        assertThatThrownBy(this::shows).isInstanceOf(IOException.class);
        assertThat(connected).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense\r\n\r\n", "HTTP/1.1 200", "HTTP/2 200 OK\r\n\r\n"})
    void wants_an_answer_of_http(String answer) {
        answers.put("shop.example/.well-known/porchlight.txt", answer);

        assertThatThrownBy(this::shows).isInstanceOf(IOException.class);
    }

    @Test
    void wants_no_endless_head() {
        answers.put(
                "shop.example/.well-known/porchlight.txt",
                "HTTP/1.1 200 OK\r\nX: " + "x".repeat(9_000) + "\r\n\r\n" + VALUE);

        assertThatThrownBy(this::shows).isInstanceOf(IOException.class);
    }

    private boolean shows() throws IOException {
        return file(Duration.ofSeconds(5)).shows(DOMAIN, VALUE);
    }

    private WellKnownFile file(Duration limit) {
        return new WellKnownFile(this::resolve, this::connect, limit);
    }

    private InetAddress[] resolve(String host) throws IOException {
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

    private Socket connect(InetAddress address, String host, int port, Deadline deadline) throws IOException {
        connected.add(address.getHostAddress() + " " + host + " " + port);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
        deadline.watch(socket);
        return socket;
    }

    private void answer() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                String path = in.readLine().split(" ")[1];
                String host = "";
                for (String line; !(line = in.readLine()).isEmpty(); ) {
                    host = line.startsWith("Host: ") ? line.substring(6) : host;
                }
                asked.add(host + path);
                String answer = answers.getOrDefault(host + path, "HTTP/1.1 404 Not Found\r\n\r\n");
                OutputStream out = socket.getOutputStream();
                out.write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // The next one.
            }
        }
    }

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + body;
    }

    private static String to(String location) {
        return "HTTP/1.1 301 Moved\r\nlocation: " + location + "\r\n\r\n" + VALUE;
    }
}
