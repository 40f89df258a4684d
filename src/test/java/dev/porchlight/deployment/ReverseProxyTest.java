package dev.porchlight.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.JavaScriptClients;
import dev.porchlight.testing.Programs.Result;
import dev.porchlight.testing.ReverseProxy;
import dev.porchlight.testing.Visitor;
import dev.porchlight.testing.Visitor.Reply;
import io.socket.client.Ack;
import io.socket.client.Socket;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Everything works through a proxy that is set up as docs/operations.md says, over TLS. */
@BehindProxy
abstract class ReverseProxyTest extends ApplicationTest {

    private static final String VISITOR = "127.0.0.2";
    private static final String FORGED = "198.51.100.7";
    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
    private static final int KB = 1024;
    private static final int MAX_BATCH = 256 * KB;

    @TempDir
    static Path folder;

    /** One for all tests of a class: the application behind it is the same, too. */
    protected static ReverseProxy proxy;

    private Visitor visitor;

    abstract ReverseProxy start(Path folder) throws Exception;

    @BeforeEach
    void start() throws Exception {
        if (proxy == null) {
            proxy = start(folder);
        }
        visitor = new Visitor(proxy, VISITOR);
    }

    @AfterAll
    static void stop() throws Exception {
        if (proxy != null) {
            proxy.close();
            proxy = null;
        }
    }

    /**
     * Accounts, forms, chats, bursts, pushes, ends of sessions; with whatever compression the proxy adds. Each way that
     * differs on the wire; without a proxy {@code JavaScriptClientsTest} has them all.
     */
    @ParameterizedTest
    @CsvSource({"2, polling", "4, websocket", "4, default"})
    void the_official_clients_get_every_answer(String version, String transport) throws Exception {
        JavaScriptClients.install();

        Result result = JavaScriptClients.converse(
                proxy.url(),
                proxy.url(),
                version,
                transport,
                Map.of("NODE_EXTRA_CA_CERTS", proxy.certificate().file().toString()));

        assertThat(result.output()).startsWith("ok " + version + " " + transport);
    }

    @Test
    void the_proxy_compresses_here_so_that_compression_is_known_to_be_harmless() {
        assertThat(visitor.get(POLLING, "Accept-Encoding", "gzip").headers().get("Content-Encoding"))
                .isEqualTo("gzip");
    }

    @Test
    void a_push_reaches_a_waiting_poll_at_once() throws Exception {
        Account owner = newOwner();
        GuestChat chat = newChat(owner);
        Socket ownerClient = visitor.socket("polling");
        CompletableFuture<Long> heard = new CompletableFuture<>();
        ownerClient.on("messageAdded", push -> heard.complete(System.nanoTime()));
        ownerClient.connect();
        try {
            ask(ownerClient, "getWaitingChats", new JSONObject(Map.of("token", owner.token())));
            long said = System.nanoTime();

            chat.say("Is anybody there?");

            assertThat(Duration.ofNanos(heard.get(10, TimeUnit.SECONDS) - said)).isLessThan(Duration.ofSeconds(5));
        } finally {
            ownerClient.close();
        }
    }

    @Test
    void rest_knows_the_client_and_believes_no_forgery() {
        assertThat(visitor.get("/test/address").body()).startsWith(VISITOR + " ");
        assertThat(visitor.get("/test/address", "X-Forwarded-For", FORGED).body())
                .startsWith(VISITOR + " ");
        assertThat(visitor.get("/test/address", "X-Forwarded-For", "127.0.0.1").body())
                .startsWith(VISITOR + " ");
    }

    @ParameterizedTest
    @CsvSource({"websocket, 127.0.0.3", "polling, 127.0.0.4"})
    void sockets_know_the_client_and_believe_no_forgery(String transport, String address) throws Exception {
        Socket socket = new Visitor(proxy, address).socket(transport, "X-Forwarded-For", FORGED);
        socket.connect();
        try {
            await().untilAsserted(() -> assertThat(ClientAddressTest.addresses(sockets))
                    .contains(address)
                    .doesNotContain(FORGED));
        } finally {
            socket.close();
        }
    }

    /** Those of a whole domain. */
    @Test
    void large_cookies_pass() {
        String cookies = "a=" + "x".repeat(20 * KB);

        assertThat(visitor.get("/widget.js", "Cookie", cookies).status()).isEqualTo(200);
        assertThat(visitor.get(POLLING, "Cookie", cookies).status()).isEqualTo(200);
    }

    @Test
    void a_body_that_is_too_large_is_refused_with_413() {
        Reply byUs = visitor.post("/owner/login", "application/json", " ".repeat(65 * KB));

        assertThat(byUs.status()).isEqualTo(413);
        assertThat(byUs.body()).contains("\"code\":\"TOO_LARGE\"");
        // Caddy resets half a second after its answer, which a client that is not running by then misses.
        await().ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> assertThat(visitor.postLarge("/owner/login", "application/json", 2048 * KB))
                        .startsWith("HTTP/1.1 413 "));
    }

    @Test
    void a_polling_post_passes_up_to_our_own_bound() {
        assertThat(post(MAX_BATCH).status()).isEqualTo(200);
        assertThat(post(MAX_BATCH + 1).status()).isEqualTo(413);
    }

    @Test
    void a_client_that_trickles_its_headers_is_cut_off() throws Exception {
        long begun = System.nanoTime();
        try (java.net.Socket client = proxy.connect()) {
            client.setSoTimeout(500);
            client.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nX: ".getBytes(StandardCharsets.US_ASCII));
            boolean open = true;
            while (open && System.nanoTime() - begun < Duration.ofSeconds(25).toNanos()) {
                open = takes(client, 'x');
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }

    private static boolean takes(java.net.Socket client, int next) {
        try {
            client.getOutputStream().write(next);
            return client.getInputStream().read() >= 0;
        } catch (SocketTimeoutException stillOpen) {
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    @Tag("long")
    void idle_connections_outlive_the_proxys_patience() throws Exception {
        List<Socket> idle = List.of(visitor.socket("websocket"), visitor.socket("polling"));
        AtomicInteger losses = new AtomicInteger();
        for (Socket socket : idle) {
            socket.on(Socket.EVENT_DISCONNECT, reason -> losses.incrementAndGet());
            socket.connect();
            await().until(socket::connected);
        }
        try {
            await().during(Duration.ofSeconds(90))
                    .atMost(Duration.ofSeconds(95))
                    .untilAsserted(() -> assertThat(losses).hasValue(0));

            for (Socket socket : idle) {
                assertThat(ask(socket, "checkConnection")).isEqualTo("connected");
            }
        } finally {
            idle.forEach(Socket::close);
        }
    }

    /** How long a connection may be silent, by what the server announces. */
    protected Duration heartbeat() {
        JsonNode handshake = handshake();
        return Duration.ofMillis(handshake.get("pingInterval").asLong()
                + handshake.get("pingTimeout").asLong());
    }

    /** Posts a batch of this size, on a session of its own. */
    private Reply post(int bytes) {
        String session = POLLING + "&sid=" + handshake().get("sid").asString();
        visitor.post(session, "text/plain", "40");
        int packets = 5;
        StringBuilder batch = new StringBuilder();
        for (int i = packets; i > 0; i--) {
            int size = (bytes - batch.length() - (i - 1)) / i;
            String start = "42[\"unknown\",\"";
            batch.append(start).append("x".repeat(size - start.length() - 2)).append("\"]");
            batch.append(i > 1 ? "\u001e" : "");
        }
        assertThat(batch).hasSize(bytes);
        return visitor.post(session, "text/plain", batch.toString());
    }

    private JsonNode handshake() {
        return JsonMapper.shared().readTree(visitor.get(POLLING).body().substring(1));
    }

    private static Object ask(Socket socket, String event, Object... payload) throws Exception {
        CompletableFuture<Object> reply = new CompletableFuture<>();
        socket.emit(event, payload, (Ack) values -> reply.complete(values[0]));
        return reply.get(10, TimeUnit.SECONDS);
    }
}
