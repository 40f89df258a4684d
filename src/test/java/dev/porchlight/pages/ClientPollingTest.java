package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Request;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.porchlight.testing.Chromium;
import dev.porchlight.testing.FaultyProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks that let no WebSocket through. */
class ClientPollingTest extends ClientFixture {

    private static final String FORBIDDEN = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private final List<String> polls = new CopyOnWriteArrayList<>();
    private FaultyProxy proxy;

    @BeforeEach
    void openProxy() {
        proxy = new FaultyProxy(sockets.port(), 1, 6);
        browser.onRequest(this::count);
    }

    @AfterEach
    void closeProxy() throws Exception {
        proxy.close();
    }

    private void count(Request request) {
        if (request.url().contains("transport=polling")) {
            polls.add(request.url());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                FORBIDDEN,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>",
                "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            })
    void a_chat_without_WebSockets(String answer) {
        proxy.answerUpgrades(answer);
        Tab tab = guestTab(proxy.port()).loaded();

        tab.say("one");
        tab.say("ü😀\u001e two");
        tab.awaitMessages("one", "ü😀\u001e two");
        guest.client().ask("newMessage", "chatId", guest.id(), "token", owner.token(), "message", "three");

        tab.awaitMessages("one", "ü😀\u001e two", "three");
        assertThat(tab.get("socket.connected")).isEqualTo(true);
        assertThat(polls).isNotEmpty();
    }

    @Test
    void a_WebSocket_that_is_never_answered_is_given_up() {
        browser.clock().install();
        proxy.answerUpgrades("");
        Tab tab = guestTab(proxy.port());

        browser.clock().fastForward(16_000);

        tab.await("socket.connected");
        assertThat(polls).isNotEmpty();
    }

    @Test
    void it_moves_to_a_WebSocket_as_soon_as_one_gets_through() {
        proxy.answerUpgrades(FORBIDDEN);
        Tab tab = guestTab(proxy.port());
        tab.run("""
                const set = setTimeout;
                window.probes = [];
                window.setTimeout = (action, pause) => {
                  if (pause !== 5_000 && pause !== 300_000) return set(action, pause);
                  probes.push(pause);
                  return set(action, 500);
                };
                window.lost = 0;
                """);
        tab.loaded();
        tab.run("socket.on('disconnected', () => lost++)");
        tab.await("probes.filter(pause => pause === 300_000).length >= 2");

        proxy.answerUpgrades(null);
        List<String> texts = new ArrayList<>();
        while (tab.get("sent.some(({ packet }) => packet === '5')").equals(false)) {
            texts.add(tab.say("message " + texts.size()));
            tab.await("chat.pending.length < 3");
        }
        tab.say("last");

        tab.await("chat.messages.at(-1)?.message === 'last' && !chat.pending.length");
        tab.await("sent.some(({ packet }) => packet.includes('last'))");
        assertThat(stored())
                .containsExactlyElementsOf(
                        Stream.concat(IntStream.range(0, texts.size()).mapToObj(i -> "message " + i), Stream.of("last"))
                                .toList());
        assertThat(tab.get("lost")).isEqualTo(0);
    }

    @Test
    void broken_connections_lose_and_duplicate_nothing() throws Exception {
        try (FaultyProxy faulty = new FaultyProxy(sockets.port(), 1, 8)) {
            faulty.answerUpgrades(FORBIDDEN);
            assertNothingIsLostOver(faulty);
        }
    }

    @Test
    void a_server_that_is_away_for_a_moment_is_not_polled() {
        Tab tab = guestTab(proxy.port()).loaded();
        tab.run("""
                window.lost = 0;
                window.lostBeforePoll = null;
                socket.on('disconnected', () => lost++);
                const real = fetch;
                window.fetch = (...all) => {
                  lostBeforePoll ??= lost;
                  return real(...all);
                };
                """);
        proxy.cut(Duration.ofMinutes(5));
        tab.await("lostBeforePoll !== null");
        assertThat(tab.get("lostBeforePoll >= 4")).isEqualTo(true);

        proxy.heal();
        tab.run("dispatchEvent(new Event('online'))");
        tab.say("one");
        tab.awaitMessages("one");
    }

    @Test
    void the_back_forward_cache_ends_polling() {
        proxy.answerUpgrades(FORBIDDEN);
        Tab tab = guestTab(proxy.port()).loaded();

        tab.run("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
        tab.await("!socket.connected");
        tab.say("while away");
        tab.run("setTimeout(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })), 1100)");

        tab.awaitMessages("while away");
    }

    /** The policy of the page allows it. */
    @Test
    void the_dashboard_works_without_WebSockets() {
        try (DashboardPage dashboard = DashboardPage.of(Chromium.browser(), port)) {
            dashboard.context.routeWebSocket("**", WebSocketRoute::close);
            dashboard.context.onRequest(this::count);
            dashboard.logIn(owner.email(), PASSWORD);
            guest.say("Is anybody there?");
            dashboard.section("waiting").click();
            dashboard.composer().fill("Yes.");
            dashboard.composer().press("Enter");

            PlaywrightAssertions.assertThat(dashboard.messages()).hasCount(2);
            guest.client().next("messageAdded");
            assertThat(polls).isNotEmpty();
            dashboard.assertNoErrors();
        }
    }
}
