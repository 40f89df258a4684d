package dev.porchlight.socket.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import dev.porchlight.testing.Chromium;
import dev.porchlight.testing.JavaScriptClients;
import dev.porchlight.testing.JitteringProxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("JavaScript clients in their default setting all move to a WebSocket, over a way that jitters (row 4)")
class UpgradingClientsTest {

    private static final int MESSAGES = 120;
    private static final int AT_ONCE_IN_NODE = 30;

    /** Browsers have six connections to a host for all that a page polls and posts. */
    private static final int AT_ONCE_IN_CHROMIUM = 5;

    private EchoServer server;
    private JitteringProxy way;

    @BeforeEach
    void start() throws Exception {
        JavaScriptClients.install();
        server = EchoServer.start();
        way = new JitteringProxy(server.port());
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
            way.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void inNode(int version) throws Exception {
        connectInNode(version, 30);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    @Tag("long")
    void oftenInNode(int version) throws Exception {
        connectInNode(version, 300);
    }

    @ParameterizedTest
    @CsvSource({"2, localhost", "3, 127.0.0.1", "4, localhost"})
    void inChromium(int version, String pageHost) {
        connectInChromium(version, pageHost, 10);
    }

    @ParameterizedTest
    @CsvSource({"2, 127.0.0.1", "3, localhost", "4, 127.0.0.1", "4, localhost"})
    @Tag("long")
    void oftenInChromium(int version, String pageHost) {
        connectInChromium(version, pageHost, 300);
    }

    @ParameterizedTest
    @CsvSource({"2, 127.0.0.1", "3, localhost", "4, 127.0.0.1"})
    void reconnectingInOnePage(int version, String pageHost) {
        try (Page page = page(version, pageHost)) {
            assertThat(page.evaluate("url => reconnectMany(io, url, 10)", url()))
                    .isEqualTo(11);
        }
        assertLeft(11);
    }

    private void connectInNode(int version, int connects) throws Exception {
        String summary = JavaScriptClients.connectMany(url(), version, connects, AT_ONCE_IN_NODE)
                .output()
                .strip();
        report("Node", version, connects, summary);
        assertAllMoved(summary, connects);
    }

    private void connectInChromium(int version, String pageHost, int connects) {
        try (Page page = page(version, pageHost)) {
            Object summary = page.evaluate(
                    "([url, connects, atOnce]) => connectMany(io, url, connects, atOnce).then(JSON.stringify)",
                    List.of(url(), connects, AT_ONCE_IN_CHROMIUM));
            report("Chromium, a page of " + pageHost, version, connects, summary);
            assertAllMoved(summary, connects);
        }
    }

    /**
     * A page of the server's own origin, or of another. Any answer is one: it has to come from this machine, or Chromium
     * keeps it from going there.
     */
    private Page page(int version, String host) {
        Page page = Chromium.browser().newPage();
        page.navigate("http://" + host + ":" + way.port() + "/");
        for (String script :
                List.of("node_modules/socket.io-client-" + version + "/dist/socket.io.js", "upgrading-clients.js")) {
            page.addScriptTag(new Page.AddScriptTagOptions().setPath(JavaScriptClients.file(script)));
        }
        return page;
    }

    private String url() {
        return "http://localhost:" + way.port();
    }

    private void assertAllMoved(Object summary, int connects) {
        assertThat(summary)
                .isEqualTo("{\"moved\":%d,\"messages\":%d,\"failures\":[]}".formatted(connects, connects * MESSAGES));
        assertLeft(connects);
    }

    /** Each client had one session, which ended once. */
    private void assertLeft(int sessions) {
        await().atMost(Duration.ofSeconds(10)).until(() -> server.sessions() == 0);
        assertThat(server.disconnects.values()).hasSize(sessions).allMatch(disconnects -> disconnects.get() == 1);
    }

    private static void report(String where, int version, int connects, Object summary) {
        System.out.printf("socket.io-client %d in %s, %d connects: %s%n", version, where, connects, summary);
    }
}
