package dev.porchlight.socket.engine.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import dev.porchlight.socket.engine.EchoServer;
import dev.porchlight.testing.Chromium;
import dev.porchlight.testing.JavaScriptClients;
import dev.porchlight.testing.JitteringProxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JavaScript clients with their default options all upgrade to a WebSocket, over a connection with jitter. */
class UpgradingClientsTest {

    private static final int MESSAGES = 120;
    private static final int AT_ONCE_IN_NODE = 30;

    /** A browser opens at most six connections to a host, for polls and posts together. */
    private static final int AT_ONCE_IN_CHROMIUM = 5;

    private EchoServer server;
    private JitteringProxy proxy;

    @BeforeEach
    void start() throws Exception {
        JavaScriptClients.install();
        server = EchoServer.start();
        proxy = new JitteringProxy(server.port());
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
            proxy.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void clients_in_Node_upgrade(int version) throws Exception {
        connectInNode(version, 30);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    @Tag("long")
    void three_hundred_connects_in_Node_upgrade(int version) throws Exception {
        connectInNode(version, 300);
    }

    @ParameterizedTest
    @CsvSource({"2, localhost", "3, 127.0.0.1", "4, localhost"})
    void clients_in_Chromium_upgrade(int version, String pageHost) {
        connectInChromium(version, pageHost, 10);
    }

    @ParameterizedTest
    @CsvSource({"2, 127.0.0.1", "3, localhost", "4, 127.0.0.1", "4, localhost"})
    @Tag("long")
    void three_hundred_connects_in_Chromium_upgrade(int version, String pageHost) {
        connectInChromium(version, pageHost, 300);
    }

    @ParameterizedTest
    @CsvSource({"2, 127.0.0.1", "3, localhost", "4, 127.0.0.1"})
    void reconnects_in_one_page_upgrade(int version, String pageHost) {
        try (Page page = page(version, pageHost)) {
            assertThat(page.evaluate("url => reconnectMany(io, url, 10)", url()))
                    .isEqualTo(11);
        }
        assertEnded(11);
    }

    private void connectInNode(int version, int connects) throws Exception {
        String summary = JavaScriptClients.connectMany(url(), version, connects, AT_ONCE_IN_NODE)
                .output()
                .strip();
        report("Node", version, connects, summary);
        assertAllUpgraded(summary, connects);
    }

    private void connectInChromium(int version, String pageHost, int connects) {
        try (Page page = page(version, pageHost)) {
            Object summary = page.evaluate(
                    "([url, connects, atOnce]) => connectMany(io, url, connects, atOnce).then(JSON.stringify)",
                    List.of(url(), connects, AT_ONCE_IN_CHROMIUM));
            report("Chromium, a page of " + pageHost, version, connects, summary);
            assertAllUpgraded(summary, connects);
        }
    }

    /**
     * A page of the server's own origin, or of another. Any response will do, but it must come from localhost, since
     * Chromium blocks requests from public pages to it.
     */
    private Page page(int version, String host) {
        Page page = Chromium.browser().newPage();
        page.navigate("http://" + host + ":" + proxy.port() + "/");
        for (String script :
                List.of("node_modules/socket.io-client-" + version + "/dist/socket.io.js", "upgrading-clients.js")) {
            page.addScriptTag(new Page.AddScriptTagOptions().setPath(JavaScriptClients.file(script)));
        }
        return page;
    }

    private String url() {
        return "http://localhost:" + proxy.port();
    }

    private void assertAllUpgraded(Object summary, int connects) {
        assertThat(summary)
                .isEqualTo("{\"moved\":%d,\"messages\":%d,\"failures\":[]}".formatted(connects, connects * MESSAGES));
        assertEnded(connects);
    }

    /** Each client had one session, which ended once. */
    private void assertEnded(int sessions) {
        await().atMost(Duration.ofSeconds(10)).until(() -> server.sessions() == 0);
        assertThat(server.disconnects.values()).hasSize(sessions).allMatch(disconnects -> disconnects.get() == 1);
    }

    private static void report(String where, int version, int connects, Object summary) {
        System.out.printf("socket.io-client %d in %s, %d connects: %s%n", version, where, connects, summary);
    }
}
