package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.FaultyProxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientReconnectTest extends ClientFixture {

    private static final Duration LONG = Duration.ofMinutes(5);

    private FaultyProxy proxy;

    @BeforeEach
    void openProxy() {
        proxy = new FaultyProxy(sockets.port(), 1, 6);
    }

    @AfterEach
    void closeProxy() throws Exception {
        proxy.close();
    }

    @Test
    void the_outbox_survives_a_reload() {
        Tab tab = guestTab(proxy.port()).loaded();
        proxy.cut(LONG);
        tab.await("!socket.connected");
        String id = tab.say("one");
        tab.say("two");

        tab.reload();
        tab.awaitPending("one", "two");
        tab.say("three");
        proxy.heal();
        tab.run("dispatchEvent(new Event('online'))");

        tab.awaitMessages("one", "two", "three");
        assertThat(tab.get("chat.messages[0].clientMessageId")).isEqualTo(id);
        assertThat(stored()).containsExactly("one", "two", "three");
        assertThat(tab.get("localStorage.length")).isEqualTo(0);
    }

    @Test
    void broken_connections_lose_and_duplicate_nothing() {
        assertNothingIsLostOver(proxy);
    }

    @Test
    void a_dead_connection_is_replaced() {
        browser.clock().install();
        Tab tab = guestTab(proxy.port()).loaded();

        proxy.hang(LONG);
        tab.say("into the void");
        browser.clock().fastForward(6_500);
        tab.await("!socket.connected").awaitPending("into the void");
        proxy.heal();
        browser.clock().fastForward(31_000);
        tab.awaitMessages("into the void");

        // Nothing is asked now; the server's pings fail to come.
        tab.run("window.lost = 0; socket.on('disconnected', () => lost++)");
        proxy.hang(LONG);
        browser.clock().fastForward(50_000);
        tab.await("lost > 0");
        proxy.heal();
        tab.run("dispatchEvent(new Event('online'))");
        browser.clock().fastForward(31_000);
        tab.await("socket.connected");
        assertThat(stored()).containsExactly("into the void");
    }

    @Test
    void reconnects_back_off_and_browser_events_reconnect_at_once() {
        Tab tab = guestTab(proxy.port()).loaded();
        proxy.cut(LONG);
        tab.run("Math.random = () => 0; window.waits = []; socket.on('disconnected', e => waits.push(e.retryIn))");
        tab.await("waits.length >= 3");
        assertThat(tab.get("waits.every((wait, i) => wait <= 500 * 2 ** (i + 2)) && Math.max(...waits) > 0"))
                .isEqualTo(true);
        proxy.heal();
        tab.run("dispatchEvent(new Event('online'))");
        tab.await("socket.connected");

        // To the back/forward cache and back.
        tab.run("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
        tab.await("!socket.connected");
        tab.say("while away");
        tab.run("setTimeout(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })), 1100)");
        tab.awaitMessages("while away");
    }

    @Test
    void backoff_is_shorter_on_a_visible_page() {
        Tab tab = guestTab();
        tab.run("crypto.getRandomValues = bytes => bytes.fill(255)");
        String pauses = "import('/assets/000000000000/client/porchlight-socket.js')"
                + ".then(({ backoff }) => [0, 3, 4, 5, 99].map(backoff))";

        assertThat(tab.get(pauses)).isEqualTo(List.of(500, 4_000, 8_000, 8_000, 8_000));
        tab.run("Object.defineProperty(Document.prototype, 'hidden', { get: () => true })");
        assertThat(tab.get(pauses)).isEqualTo(List.of(500, 4_000, 8_000, 16_000, 30_000));
    }

    @Test
    void sending_reconnects_at_once_but_at_most_once_a_second() {
        Tab tab = guestTab(proxy.port()).loaded();
        tab.run("""
                const random = crypto.getRandomValues.bind(crypto);
                crypto.getRandomValues = bytes => bytes.length === 1 ? bytes.fill(255) : random(bytes);
                const set = setTimeout;
                window.setTimeout = (action, pause) => pause > 1_000 ? 0 : set(action, pause);
                window.opened = [];
                window.WebSocket = class extends WebSocket {
                  constructor(url) {
                    const now = Date.now();
                    super(url);
                    opened.push(now);
                  }
                };
                const request = fetch;
                window.fetch = (...poll) => {
                  opened.push(Date.now());
                  return request(...poll);
                };
                window.waits = [];
                socket.on('disconnected', e => waits.push(e.retryIn));
                """);
        proxy.cut(LONG);
        // The next attempt would never come.
        tab.await("waits.at(-1) > 1_000");

        tab.run("opened.length = waits.length = 0");
        tab.say("one");
        tab.await("opened.length === 1 && waits.length === 1");
        // However many ask, no two attempts come within a second.
        tab.run(
                "for (let i = 0; i < 50; i++) { chat.send(`${i}`); socket.request('checkConnection').catch(() => {}) }");
        tab.await("opened.length === 2 && waits.length === 2");
        assertThat(tab.get("opened[1] - opened[0] >= 900")).isEqualTo(true);
        proxy.heal();
        tab.say("last");
        tab.await("!chat.pending.length && chat.lastSeq === 52");
    }

    @Test
    void patched_prototypes_break_nothing() {
        browser.addInitScript("""
                Array.prototype.junk = Object.prototype.junk = () => 'junk';
                Array.prototype.toJSON = Object.prototype.toJSON = () => 'junk';
                Math.random = () => 0;
                delete Crypto.prototype.randomUUID;
                window.onerror = () => { throw new Error('junk'); };
                """);
        Tab tab = guestTab(proxy.port()).loaded();
        proxy.cut(LONG);
        tab.say("kept");
        tab.reload();
        tab.awaitPending("kept");
        proxy.heal();
        tab.run("dispatchEvent(new Event('online'))");

        tab.awaitMessages("kept");
        assertThat((String) tab.get("chat.messages[0].clientMessageId"))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get() { throw new Error('forbidden'); }",
                "value: null",
                "value: { setItem() { throw new Error('full'); }, getItem: () => null, removeItem() {}, length: 0 }",
                "value: { length: 1, key: () => 'porchlight:outbox:x', getItem: () => '{broken', setItem() {} }"
            })
    void broken_storage_breaks_nothing(String storage) {
        browser.addInitScript("Object.defineProperty(window, 'localStorage', { " + storage + " })");
        Tab tab = guestTab(proxy.port()).loaded();
        proxy.cut(LONG);
        tab.await("!socket.connected");
        tab.say("kept in memory");
        proxy.heal();
        tab.run("dispatchEvent(new Event('online'))");

        tab.awaitMessages("kept in memory");
    }
}
