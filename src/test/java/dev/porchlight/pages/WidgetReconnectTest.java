package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.porchlight.testing.Accessibility.assertAccessible;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.WebSocketRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lost connections, rejected messages, deleted chats and bans. */
class WidgetReconnectTest extends WidgetFixture {

    /** A captive portal's page, as what is answered once to everything. */
    private static void answerLogInPage(Route route) {
        route.fulfill(new Route.FulfillOptions()
                .setContentType("text/javascript")
                .setHeaders(Map.of("Access-Control-Allow-Origin", "*"))
                .setBody("<!doctype html><title>Log in</title>"));
    }

    @Test
    void what_a_captive_portal_answered_once_is_asked_for_again() {
        configure(WITHOUT_FORM);
        Set<String> answered = ConcurrentHashMap.newKeySet();
        List<String> askedAgain = new CopyOnWriteArrayList<>();
        visitor.route("**/assets/**", route -> {
            String file = route.request().url().replaceFirst(".*/", "").replaceFirst("\\?.*", "");
            if (answered.add(file)) {
                answerLogInPage(route);
            } else {
                askedAgain.add(file);
                route.resume();
            }
        });
        Page page = visit(shop(""));
        open(page);
        write(page, "See www.shop.example");
        assertThat(in(page, ".me a")).hasText("www.shop.example");
        in(page, ".smile").click();
        assertThat(in(page, ".emojis")).isVisible();
        page.waitForCondition(() -> askedAgain.contains("conversation.js"));
        assertThat(askedAgain).contains("all.js", "en.json", "links.js", "emoji-picker.js");
    }

    @Test
    void a_widget_that_could_not_be_loaded_is_loaded_with_the_next_press_or_connection() {
        configure(WITHOUT_FORM);
        AtomicBoolean online = new AtomicBoolean();
        List<String> attempts = new CopyOnWriteArrayList<>();
        visitor.route("**/widget/all.js*", route -> {
            attempts.add(route.request().url());
            if (online.get()) {
                route.resume();
            } else if (attempts.size() % 2 == 0) {
                route.abort();
            } else {
                answerLogInPage(route);
            }
        });
        List<String> warnings = new CopyOnWriteArrayList<>();
        visitor.onConsoleMessage(message -> warnings.add(message.text()));
        Page page = visit(shop(""));
        in(page, ".launcher").click();
        page.waitForCondition(() -> warnings.stream().anyMatch(text -> text.contains("could not be loaded")));
        // With one look at what the server says.
        assertThat(attempts).hasSize(4);
        assertThat(in(page, ".launcher")).not().hasClass("launcher busy");

        online.set(true);
        open(page);
        composer(page).fill("half a");
        online.set(false);
        page.reload();
        page.waitForCondition(() -> attempts.size() == 9);
        online.set(true);
        page.evaluate("dispatchEvent(new Event('online'))");
        assertThat(composer(page)).hasValue("half a");
    }

    @Test
    void cookies_that_are_too_large_are_told() {
        List<String> warnings = new CopyOnWriteArrayList<>();
        visitor.onConsoleMessage(message -> warnings.add(message.text()));
        visitor.route(
                "**/assets/**",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(431)
                        .setHeaders(Map.of("Access-Control-Allow-Origin", "*"))));
        Page page = visit(shop(""));
        in(page, ".launcher").click();
        page.waitForCondition(() -> warnings.stream()
                .anyMatch(text -> text.startsWith("Porchlight: the cookies of this site are too large.")));
    }

    @Test
    void what_answers_in_place_of_a_connection_is_told() {
        List<String> warnings = new CopyOnWriteArrayList<>();
        visitor.onConsoleMessage(message -> warnings.add(message.text()));
        visitor.routeWebSocket(url -> true, WebSocketRoute::close);
        visitor.route(
                "**/socket.io/**",
                poll -> poll.fulfill(new Route.FulfillOptions()
                        .setStatus(431)
                        .setHeaders(Map.of("Access-Control-Allow-Origin", "*"))));
        Page page = visit(shop(""));
        open(page);
        assertThat(in(page, ".message-view p")).hasText("We cannot be reached right now. (HTTP 431)");
        assertThat(warnings)
                .filteredOn(text -> text.startsWith("Porchlight:"))
                .singleElement()
                .asString()
                .contains("answers 431: the headers");

        visitor.unrouteAll();
        page.reload();
        open(page);
        assertThat(in(page, "form.form")).isVisible();
    }

    @Test
    void messages_written_offline_survive_a_reload() {
        configure(WITHOUT_FORM);
        AtomicBoolean online = new AtomicBoolean(true);
        List<WebSocketRoute> routes = new ArrayList<>();
        visitor.routeWebSocket(url -> true, route -> {
            if (online.get()) {
                route.connectToServer();
                routes.add(route);
            } else {
                route.close();
            }
        });
        visitor.route("**/socket.io/**", poll -> {
            if (online.get()) {
                poll.resume();
            } else {
                poll.abort();
            }
        });
        Page page = visit(shop(""));
        open(page);
        write(page, "first");
        String chat = awaitChat(page);

        online.set(false);
        routes.forEach(WebSocketRoute::close);
        IntStream.range(0, 5).forEach(i -> write(page, "on a train " + i));
        assertThat(in(page, ".me.waiting")).hasCount(5);
        assertThat(in(page, ".notice")).containsText("No connection");
        write(page, "on a train 5");
        assertThat(in(page, ".me.waiting")).hasCount(6);
        assertThat(in(page, ".notice")).containsText("No connection");
        page.reload();
        assertThat(in(page, ".me.waiting")).hasCount(6);
        assertThat(messages(chat)).containsExactly("first");

        online.set(true);
        page.evaluate("dispatchEvent(new Event('online'))");
        assertThat(in(page, ".me.waiting, .me.sending")).hasCount(0);
        assertThat(in(page, ".me")).hasCount(7);
        assertThat(in(page, ".notice")).isEmpty();
        assertThat(messages(chat))
                .containsExactly(
                        "first",
                        "on a train 0",
                        "on a train 1",
                        "on a train 2",
                        "on a train 3",
                        "on a train 4",
                        "on a train 5");
    }

    @Test
    void a_tab_whose_token_has_ended_takes_the_one_that_another_tab_has_renewed() {
        configure(WITHOUT_FORM);
        AtomicBoolean hasEnded = new AtomicBoolean();
        Page old = visitor.newPage();
        old.routeWebSocket(url -> true, route -> {
            WebSocketRoute server = route.connectToServer();
            String[] token = new String[1];
            route.onMessage(frame -> {
                String text = frame.text();
                if (hasEnded.get() && token[0] == null && text.contains("\"token\":")) {
                    token[0] = text.replaceFirst("(?s).*\"token\":\"([^\"]+)\".*", "$1");
                }
                server.send(token[0] == null ? text : text.replace(token[0], "ended"));
            });
        });
        old.navigate(shop(""));
        open(old);
        write(old, "first");
        String chat = awaitChat(old);
        Object stored = old.evaluate(STORED_CHAT);
        // Tokens of one second are the same.
        old.waitForTimeout(1_100);
        Page young = visit(shop(""));
        young.waitForCondition(() -> !stored.equals(young.evaluate(STORED_CHAT)));

        hasEnded.set(true);
        write(old, "second");
        assertThat(in(old, ".me:not(.sending, .failed, .waiting) .bubble")).hasText(new String[] {"first", "second"});
        assertThat(messages(chat)).containsExactly("first", "second");
        open(young);
        assertThat(in(young, ".me .bubble")).hasText(new String[] {"first", "second"});
    }

    private static final String STORED_CHAT = "Object.entries(localStorage).find(([key]) => key.includes(':chat:'))[1]";

    @Test
    void a_failed_message_is_shown_and_does_not_block_others() {
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        open(page);
        write(page, "first");
        String chat = awaitChat(page);
        write(page, "ü".repeat(4097));
        assertThat(in(page, ".notice")).containsText("too long");
        // The server takes no NUL.
        write(page, "a\0b");
        assertThat(in(page, ".me.failed [role=alert]")).containsText("Not sent");
        write(page, "second");
        assertThat(in(page, ".notice")).isEmpty();
        assertThat(in(page, ".me:not(.failed) .bubble")).hasText(new String[] {"first", "second"});
        assertAccessible(page);
        in(page, ".failed button").first().click();
        assertThat(in(page, ".me.failed")).containsText("Not sent");
        assertThat(composer(page)).isFocused();
        in(page, ".failed button").last().click();
        assertThat(in(page, ".me")).hasCount(2);
        assertThat(composer(page)).isFocused();
        assertThat(in(page, ".me.sending, .me.waiting")).hasCount(0);
        assertThat(messages(chat)).containsExactly("first", "second");
    }

    @Test
    void text_written_while_the_chat_is_being_opened_is_kept() {
        configure(WITHOUT_FORM);
        AtomicBoolean answers = new AtomicBoolean(true);
        List<Runnable> held = new ArrayList<>();
        visitor.routeWebSocket(url -> true, route -> {
            WebSocketRoute server = route.connectToServer();
            server.onMessage(frame -> {
                if (answers.get() || !frame.text().contains("guestToken")) {
                    route.send(frame.text());
                } else {
                    held.add(() -> route.send(frame.text()));
                }
            });
        });
        Page page = visit(shop(""));
        open(page);
        answers.set(false);
        write(page, "one");
        assertThat(in(page, ".me.sending .bubble")).hasText("one");
        write(page, "two");
        assertThat(composer(page)).hasValue("two");
        page.waitForCondition(() -> !held.isEmpty());
        answers.set(true);
        held.forEach(Runnable::run);
        String chat = awaitChat(page);
        composer(page).press("Enter");
        assertThat(in(page, ".me .bubble")).hasText(new String[] {"one", "two"});
        assertThat(in(page, ".me .meta").last()).containsText("Sent");
        assertThat(messages(chat)).containsExactly("one", "two");
    }

    @Test
    void a_connection_that_is_gone_is_told_within_3_s_wherever_the_visitor_is() {
        AtomicBoolean online = new AtomicBoolean(true);
        visitor.routeWebSocket(url -> true, route -> {
            WebSocketRoute server = route.connectToServer();
            route.onMessage(frame -> {
                if (online.get()) {
                    server.send(frame.text());
                }
            });
            server.onMessage(frame -> {
                if (online.get()) {
                    route.send(frame.text());
                }
            });
        });
        chats("getWaitingChats");
        Page page = visit(shop(""));
        open(page);
        assertThat(in(page, ".presence")).hasText("We are here");
        assertThat(in(page, ".notice")).isEmpty();
        page.evaluate(SINCE_NOTICE);
        online.set(false);
        page.evaluate("window.goneAt = performance.now()");
        assertThat(in(page, ".notice")).hasText("We cannot be reached right now.");
        assertThat(in(page, ".presence")).isEmpty();
        assertThat(((Number) page.evaluate("toldAt - goneAt")).doubleValue()).isLessThan(3_500);
        online.set(true);
        assertThat(in(page, ".notice")).isEmpty();
        assertThat(in(page, ".presence")).hasText("We are here");
    }

    private static final String SINCE_NOTICE = """
            new MutationObserver(() => { window.toldAt ??= performance.now(); })
              .observe(document.querySelector('porchlight-chat').shadowRoot.querySelector('.notice'), { childList: true })\
            """;

    @ParameterizedTest
    @CsvSource({"this === localStorage, true", "true, false"})
    void where_the_storage_is_full_a_chat_goes_on_as_far_as_it_can(String isFull, boolean lasts) {
        configure(WITHOUT_FORM);
        visitor.addInitScript("""
                const set = Storage.prototype.setItem;
                Storage.prototype.setItem = function (...item) {
                  if (%s) throw new DOMException('full', 'QuotaExceededError');
                  set.apply(this, item);
                };\
                """.formatted(isFull));
        Page page = visit(shop(""));
        open(page);
        write(page, "Hello");
        awaitChat(page);
        assertThat(in(page, ".notice"))
                .hasText(lasts ? "" : "Your browser cannot keep this conversation: on the next page it is gone.");
        assertAccessible(page);
        composer(page).fill("half");

        page.reload();
        if (lasts) {
            assertThat(in(page, ".me .bubble")).hasText("Hello");
            assertThat(composer(page)).hasValue("half");
            page.reload();
            page.evaluate("Porchlight.identify(null)");
            assertThat(in(page, ".me")).hasCount(0);
            assertThat(page.evaluate("Object.keys(sessionStorage)")).isEqualTo(List.of("porchlight:open"));
        } else {
            open(page);
            assertThat(composer(page)).hasValue("");
        }
    }

    @ParameterizedTest
    @CsvSource({"1970, 2026", "2099, 2026", "2026, 2099", "2026, 1970"})
    void clocks_that_are_wrong_for_a_while_cost_nothing(int before, int after) {
        configure(WITHOUT_FORM);
        AtomicBoolean online = new AtomicBoolean(true);
        List<WebSocketRoute> routes = new ArrayList<>();
        visitor.routeWebSocket(url -> true, route -> {
            if (online.get()) {
                route.connectToServer();
                routes.add(route);
            } else {
                route.close();
            }
        });
        visitor.route("**/socket.io/**", Route::abort);
        visitor.addInitScript("""
                const year = () => Number(sessionStorage.getItem('year') ?? %d);
                const now = Date.now;
                Date.now = () => now() + (year() - 2026) * 365 * 864e5;\
                """.formatted(before));
        Page page = visit(shop(""));
        open(page);
        write(page, "first");
        String chat = awaitChat(page);
        online.set(false);
        routes.forEach(WebSocketRoute::close);
        write(page, "on a train");
        assertThat(in(page, ".me.waiting")).hasCount(1);
        composer(page).fill("half");

        page.evaluate("year => sessionStorage.setItem('year', year)", after);
        page.reload();
        assertThat(composer(page)).hasValue("half");
        page.reload();
        assertThat(composer(page)).hasValue("half");
        online.set(true);
        page.evaluate("dispatchEvent(new Event('online'))");
        page.waitForCondition(() -> messages(chat).equals(List.of("first", "on a train")));
    }

    @Test
    void a_module_that_could_not_be_loaded_is_loaded_later() {
        configure(WITHOUT_FORM);
        AtomicBoolean reachable = new AtomicBoolean();
        visitor.route("**/widget/conversation.js*", route -> {
            if (reachable.get()) {
                route.resume();
            } else {
                // A captive portal answers with a page of its own.
                route.fulfill(
                        new Route.FulfillOptions().setContentType("text/html").setBody("<h1>Log in</h1>"));
            }
        });
        Page page = visit(shop(""));
        open(page);
        write(page, "first");
        assertThat(in(page, ".notice")).containsText("cannot be reached");
        assertThat(composer(page)).hasValue("first");
        assertThat(chats("getWaitingChats")).isEmpty();

        reachable.set(true);
        composer(page).press("Enter");
        String chat = awaitChat(page);
        assertThat(in(page, ".notice")).isEmpty();

        reachable.set(false);
        page.reload();
        assertThat(in(page, ".message-view")).containsText("cannot be reached");
        reachable.set(true);
        // It also tries again by itself, so the button may be gone before a click.
        page.waitForFunction("""
                () => {
                  const { shadowRoot } = document.querySelector('porchlight-chat');
                  shadowRoot.querySelector('.message-view button')?.click();
                  return shadowRoot.querySelector('.me .bubble');
                }""");
        assertThat(in(page, ".me .bubble")).hasText("first");
        assertThat(messages(chat)).containsExactly("first");
    }

    @Test
    void a_deleted_chat_and_a_ban_are_explained() {
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        open(page);
        write(page, "Hello");
        String chat = awaitChat(page);
        ownerClient.ask("deleteChat", "token", owner.token(), "chatId", chat);
        assertThat(in(page, ".message-view")).containsText("not available any more");
        assertThat(in(page, "h2")).isFocused();
        assertAccessible(page);
        in(page, ".message-view button").click();
        assertThat(composer(page)).isFocused();
        write(page, "Hello again");
        String second = awaitChat(page);
        assertThat(second).isNotEqualTo(chat);

        composer(page).fill("Anybody?");
        ownerClient.ask("banGuest", "token", owner.token(), "chatId", second);
        assertThat(in(page, ".message-view")).hasText("You can't write here any more.");
        assertThat(in(page, ".message-view button")).hasCount(0);
    }
}
