package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a visitor typed is kept until it is stored or she clears it, and is shown to nobody else. */
class WidgetDraftTest extends WidgetFixture {

    private final AtomicBoolean reachable = new AtomicBoolean(true);
    private final AtomicInteger chatsAskedFor = new AtomicInteger();
    private final List<Runnable> held = new ArrayList<>();

    @Test
    void a_first_message_is_sent_by_the_next_page_or_another_tab() {
        configure(WITHOUT_FORM);
        intercept();
        String shop = shop("");
        Page other = visit(shop);
        open(other);
        Page page = visit(shop);
        open(page);

        reachable.set(false);
        write(page, "Is anybody there?");
        composer(page).fill("and");
        page.waitForCondition(() -> chatsAskedFor.get() == 1);
        reachable.set(true);
        page.navigate(shop);

        String chat = awaitChat(page);
        assertThat(in(page, ".me .bubble")).hasText("Is anybody there?");
        assertThat(composer(page)).hasValue("and");
        assertThat(in(other, ".me:not(.sending) .bubble")).hasText("Is anybody there?");
        assertThat(messages(chat)).containsExactly("Is anybody there?");
        composer(page).clear();
        assertThat(page.evaluate("Object.keys(localStorage).filter(key => !key.includes(':chat:'))"))
                .isEqualTo(List.of());
    }

    /** As on pages without TLS, and where browsers deny them. */
    private static final String NO_LOCKS = "Object.defineProperty(navigator, 'locks', { value: undefined })";

    private static final String DENIED_LOCKS =
            "LockManager.prototype.request = () => Promise.reject(new DOMException('blocked', 'SecurityError'))";

    @ParameterizedTest
    @ValueSource(strings = {NO_LOCKS, DENIED_LOCKS})
    void without_locks_a_first_message_is_sent_by_the_tab_that_is_there(String locks) {
        configure(WITHOUT_FORM);
        intercept();
        visitor.addInitScript(locks);
        String shop = shop("");
        Page other = visit(shop);
        open(other);
        Page page = visit(shop);
        open(page);
        reachable.set(false);
        write(page, "Is anybody there?");
        page.waitForCondition(() -> chatsAskedFor.get() == 1);
        reachable.set(true);
        page.navigate("about:blank");

        assertThat(messages(awaitChat(other))).containsExactly("Is anybody there?");
        assertThat(composer(other)).hasValue("");
        write(other, "Hello");
        assertThat(in(other, ".me:not(.sending) .bubble")).hasText(new String[] {"Is anybody there?", "Hello"});
        other.waitForCondition(() -> keys(other).stream().allMatch(key -> key.contains(":chat:")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", NO_LOCKS, DENIED_LOCKS})
    void of_several_tabs_that_find_a_first_message_one_sends_it(String locks) {
        configure(WITHOUT_FORM);
        visitor.addInitScript(locks);
        Page page = visit(website.serve("/nothing", "<!doctype html><title>Nothing</title>"));
        String shop = shop("");
        // A tab that was killed while it sent it could not give its turn back.
        page.evaluate("""
                domain => {
                  localStorage.setItem(`porchlight:first:${domain}`, `killed ${Date.now() - 25_000}`);
                  localStorage.setItem(`porchlight:draft:${domain}`, JSON.stringify({
                    first: 'Once', firstId: '0b8f5a52-6c1b-4d43-9d8e-2f0c3a1b7e64', subject: '', writtenAt: Date.now(),
                  }));
                }""", owner.domain());
        List<Page> pages = List.of(page, visitor.newPage(), visitor.newPage());
        for (Page tab : pages) {
            tab.evaluate("address => { location = address; }", shop);
        }
        for (Page tab : pages) {
            assertThat(in(tab, ".me:not(.sending) .bubble")).hasText("Once");
        }
        open(page);
        assertThat(messages(awaitChat(page))).containsExactly("Once");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "JSON.stringify({ message: 'old', subject: '', writtenAt: Date.now() - 33 * 864e5, oldAt: Date.now() -"
                        + " 2 * 864e5 })",
                "'{'"
            })
    void a_draft_that_is_too_old_or_cannot_be_read_is_removed(String draft) {
        configure(WITHOUT_FORM);
        Page page = visit(website.serve("/nothing", "<!doctype html><title>Nothing</title>"));
        page.evaluate("localStorage.setItem('porchlight:draft:%s', %s)".formatted(owner.domain(), draft));
        page.navigate(shop(""));
        page.waitForCondition(() -> keys(page).isEmpty());
        open(page);
        assertThat(composer(page)).hasValue("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", NO_LOCKS})
    void of_two_tabs_that_begin_at_once_both_are_in_one_chat(String locks) {
        visitor.addInitScript(locks);
        Page one = visit(shop(""));
        Page other = visit(shop(""));
        open(one);
        open(other);
        in(one, "#name").fill("Ada");
        in(one, "#email").fill("ada@example.com");
        assertThat(in(other, "#email")).hasValue("ada@example.com");
        in(one, "#message").fill("from one");
        in(other, "#message").fill("and from the other");
        for (Page page : List.of(one, other)) {
            page.evaluate("() => void document.querySelector('porchlight-chat').shadowRoot.querySelector('form"
                    + " .primary').click()");
        }

        for (Page page : List.of(one, other)) {
            assertThat(in(page, ".me:not(.sending, .waiting) .bubble")).hasCount(2);
        }
        assertThat(messages(awaitChat(one))).containsExactlyInAnyOrder("from one", "and from the other");
        one.waitForCondition(() -> keys(one).stream().allMatch(key -> key.contains(":chat:")));
        assertThat(composer(one)).hasValue("");
        assertThat(composer(other)).hasValue("");
    }

    @Test
    void what_was_typed_in_another_tab_when_a_chat_began_goes_on_as_a_draft() {
        Page one = visit(shop(""));
        Page other = visit(shop(""));
        open(one);
        open(other);
        in(other, "#message").fill("half of a");
        assertThat(in(one, "#message")).hasValue("half of a");
        in(one, "#name").fill("Ada");
        in(one, "#email").fill("ada@example.com");
        in(one, "#message").fill("Do you ship?");
        in(one, "#message").press("Enter");
        String chat = awaitChat(one);
        assertThat(composer(other)).hasValue("half of a");
        composer(other).press("Enter");
        assertThat(in(one, ".me:not(.sending) .bubble")).hasText(new String[] {"Do you ship?", "half of a"});
        assertThat(messages(chat)).containsExactly("Do you ship?", "half of a");
        assertThat(composer(one)).hasValue("");
    }

    /** Frozen tabs, and those that the browser keeps aside, are told nothing. */
    private static final String DEAF =
            "addEventListener('storage', event => event.stopImmediatePropagation(), true); delete"
                    + " window.BroadcastChannel";

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_tab_that_was_not_told_of_the_next_person_shows_and_sends_nothing_of_the_first(boolean isNamed) {
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        if (isNamed) {
            page.evaluate("jwt => Porchlight.identify(jwt)", identity("ruth"));
        }
        open(page);
        write(page, "From Ruth");
        String chat = awaitChat(page);
        Page deaf = visitor.newPage();
        deaf.addInitScript(DEAF);
        deaf.navigate(shop(""));
        if (isNamed) {
            deaf.evaluate("jwt => Porchlight.identify(jwt)", identity("ruth"));
        }
        open(deaf);
        assertThat(in(deaf, ".me .bubble")).hasText("From Ruth");
        answer(chat, "For Ruth");
        assertThat(in(deaf, "[role=log]")).containsText("For Ruth");
        composer(deaf).fill("half a secret");

        page.evaluate("Porchlight.identify(null)");
        deaf.evaluate("dispatchEvent(new Event('focus'))");
        assertThat(in(deaf, ".me")).hasCount(0);
        assertThat(composer(deaf)).hasValue("");
        assertThat(in(deaf, "[role=log]")).isEmpty();
        composer(deaf).press("Control+z");
        assertThat(composer(deaf)).hasValue("");
        write(deaf, "Somebody else");
        assertThat(in(deaf, ".me:not(.sending) .bubble")).hasText("Somebody else");
        assertThat(in(deaf, ".me .meta")).containsText("Sent");
        assertThat(messages(chat)).containsExactly("From Ruth", "For Ruth");
        assertThat(chats("getWaitingChats").get(0).get("guest").get("verified").asBoolean())
                .isFalse();
    }

    @SuppressWarnings("unchecked")
    private static List<String> keys(Page page) {
        return (List<String>) page.evaluate("Object.keys(localStorage)");
    }

    @Test
    void a_first_message_that_was_never_sent_is_sent_when_its_page_comes_back() {
        intercept();
        Page page = visit(shop(""));
        open(page);
        in(page, "#name").fill("Ada");
        in(page, "#email").fill("ada@example.com");
        in(page, "#message").fill("Wait for me");
        reachable.set(false);
        in(page, "form .primary").click();
        page.waitForCondition(() -> chatsAskedFor.get() == 1);
        page.navigate("about:blank");
        reachable.set(true);
        page.navigate(shop(""));

        assertThat(messages(awaitChat(page))).containsExactly("Wait for me");
        assertThat(chats("getWaitingChats").get(0).get("guest").get("name").asString())
                .isEqualTo("Ada");
    }

    @Test
    void fields_of_the_form_survive_the_next_page_and_are_the_same_in_all_tabs() {
        Page page = visit(shop(""));
        Page other = visit(shop(""));
        open(page);
        open(other);
        in(page, "#name").fill("Ada");
        in(page, "#email").fill("ada@exam");
        in(page, "#message").fill("a\nb\nc\nd\ne");
        assertThat(in(other, "#message")).hasValue("a\nb\nc\nd\ne");
        in(other, "#email").fill("ada@example.com");

        page.reload();
        assertThat(in(page, "dialog")).isVisible();
        assertThat(in(page, "#name")).hasValue("Ada");
        assertThat(in(page, "#email")).hasValue("ada@example.com");
        assertThat(in(page, "#message")).hasValue("a\nb\nc\nd\ne");
        page.waitForCondition(() -> in(page, "#message").boundingBox().height > 5 * 22);
        in(page, "form .primary").click();
        awaitChat(page);
        assertThat(composer(other)).hasValue("");
        assertThat(composer(page)).hasValue("");
    }

    @Test
    void half_written_text_and_a_comment_survive_the_next_page() {
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        open(page);
        write(page, "Hello");
        awaitChat(page);
        composer(page).fill("I also");
        in(page, ".smile").click();
        in(page, ".emojis button").first().click();
        page.reload();
        assertThat(composer(page)).hasValue("I also😀");

        composer(page).fill("");
        in(page, ".end").click();
        in(page, ".rating .down").click();
        in(page, ".rating textarea").fill("Too slow");
        page.reload();
        assertThat(in(page, ".rating textarea")).hasValue("Too slow");
        in(page, ".rating .primary").click();
        assertThat(in(page, ".rating")).containsText("Thank you");
        assertThat(chats("getClosedChats").get(0).get("rating").get("comment").asString())
                .isEqualTo("Too slow");
        page.reload();
        assertThat(in(page, ".closed-note")).isVisible();
        assertThat(in(page, ".rating")).hasCount(0);
    }

    @Test
    void messages_that_a_deleted_chat_never_got_are_in_the_field_of_the_next_page() {
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        open(page);
        write(page, "Hello");
        String chat = awaitChat(page);
        write(page, "not\0sent");
        assertThat(in(page, ".me.failed")).isVisible();
        composer(page).fill("and this");
        ownerClient.ask("deleteChat", "token", owner.token(), "chatId", chat);
        assertThat(in(page, ".message-view")).isVisible();

        page.reload();
        assertThat(composer(page)).hasValue("not\0sent\nand this");
    }

    @Test
    void without_a_storage_text_lasts_as_long_as_the_page() {
        configure(WITHOUT_FORM);
        intercept();
        visitor.addInitScript("for (const name of ['localStorage', 'sessionStorage'])"
                + " Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError') } });"
                // Browsers that block the storage of a page reject its locks, too.
                + "for (const name of ['request', 'query']) LockManager.prototype[name] ="
                + " () => Promise.reject(new DOMException('blocked', 'SecurityError'))");
        Page page = visit(shop(""));
        open(page);
        composer(page).fill("one");
        in(page, ".close").click();
        open(page);
        assertThat(composer(page)).hasValue("one");
        composer(page).press("Enter");
        composer(page).fill("two");
        assertThat(messages(awaitChat(page))).containsExactly("one");
        assertThat(composer(page)).hasValue("two");
        page.evaluate("Porchlight.identify(null)");
        assertThat(in(page, ".me")).hasCount(0);
        assertThat(composer(page)).hasValue("");
    }

    @Test
    void nobody_else_sees_what_was_typed() {
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        Page other = visit(shop(""));
        open(page);
        open(other);
        page.evaluate("jwt => Porchlight.identify(jwt)", jwtOf("ruth"));
        composer(page).fill("From Ruth");
        assertThat(composer(other)).hasValue("From Ruth");

        page.evaluate("jwt => Porchlight.identify(jwt)", jwtOf("eve"));
        assertThat(composer(page)).hasValue("");
        page.evaluate("jwt => Porchlight.identify(jwt)", jwtOf("ruth"));
        assertThat(composer(page)).hasValue("From Ruth");
        page.evaluate("Porchlight.identify(null)");
        assertThat(composer(page)).hasValue("");
        assertThat(composer(other)).hasValue("");
        page.waitForFunction("!Object.keys(localStorage).length");
    }

    @Test
    void what_one_visitor_wanted_to_send_is_not_sent_for_another() {
        configure(WITHOUT_FORM);
        intercept();
        String shop = shop("");
        Page page = visit(shop);
        open(page);
        page.evaluate("jwt => Porchlight.identify(jwt)", jwtOf("ruth"));
        reachable.set(false);
        write(page, "From Ruth");
        page.waitForCondition(() -> chatsAskedFor.get() == 1);
        reachable.set(true);

        page.navigate(shop);
        assertThat(composer(page)).hasValue("From Ruth");
        page.evaluate("jwt => Porchlight.identify(jwt)", jwtOf("eve"));
        assertThat(composer(page)).hasValue("");
        page.evaluate("jwt => Porchlight.identify(jwt)", jwtOf("ruth"));
        assertThat(composer(page)).hasValue("From Ruth");
        assertThat(chats("getWaitingChats").size()).isZero();
    }

    @Test
    void a_chat_that_is_opened_after_its_visitor_has_left_is_nobodys() {
        configure(WITHOUT_FORM);
        intercept();
        Page page = visit(shop(""));
        open(page);
        reachable.set(false);
        write(page, "A secret");
        page.waitForCondition(() -> chatsAskedFor.get() == 1);
        page.evaluate("Porchlight.identify(null)");
        reachable.set(true);
        assertThat(in(page, ".me")).hasCount(0);
        write(page, "Somebody else");

        assertThat(messages(awaitChat(page))).containsExactly("Somebody else");
        assertThat(in(page, ".me .bubble")).hasText("Somebody else");
    }

    @Test
    void a_message_under_way_is_neither_shown_to_the_next_person_nor_sent_for_them() {
        configure(WITHOUT_FORM);
        intercept();
        Page page = visit(shop(""));
        open(page);
        page.evaluate("jwt => Porchlight.identify(jwt)", identity("ruth"));
        reachable.set(false);
        write(page, "From Ruth");
        composer(page).fill("half a secret");
        page.waitForCondition(() -> chatsAskedFor.get() == 1);

        page.evaluate("jwt => Porchlight.identify(jwt)", identity("eve"));
        assertThat(in(page, ".me")).hasCount(0);
        assertThat(composer(page)).hasValue("");
        reachable.set(true);
        held.forEach(Runnable::run);
        page.waitForTimeout(1_500);
        assertThat(in(page, ".me")).hasCount(0);
        assertThat(composer(page)).hasValue("");
        chats("getWaitingChats")
                .forEach(
                        chat -> assertThat(messages(chat.get("_id").asString())).isEmpty());

        page.evaluate("jwt => Porchlight.identify(jwt)", identity("ruth"));
        assertThat(messages(awaitChat(page))).containsExactly("From Ruth");
        assertThat(composer(page)).hasValue("half a secret");
    }

    @Test
    void a_tab_that_does_not_know_the_visitor_leaves_a_message_to_the_tab_that_sends_it() {
        configure(WITHOUT_FORM);
        intercept();
        Page stranger = visit(shop(""));
        Page page = visit(shop(""));
        open(stranger);
        open(page);
        page.evaluate("jwt => Porchlight.identify(jwt)", identity("ruth"));
        reachable.set(false);
        write(page, "From Ruth");
        page.waitForCondition(() -> chatsAskedFor.get() == 1);
        stranger.waitForTimeout(2_000);
        reachable.set(true);
        held.forEach(Runnable::run);

        assertThat(messages(awaitChat(page))).containsExactly("From Ruth");
        assertThat(chats("getWaitingChats").get(0).get("guest").get("verified").asBoolean())
                .isTrue();
        assertThat(composer(page)).hasValue("");
        assertThat(composer(stranger)).hasValue("");
    }

    @Test
    void a_late_rejection_does_not_cost_the_identity_that_the_page_gave_meanwhile() {
        configure(WITHOUT_FORM);
        intercept();
        Page page = visit(shop(""));
        open(page);
        page.evaluate("jwt => Porchlight.identify(jwt)", identity("ruth", Duration.ofHours(1)));
        reachable.set(false);
        write(page, "From Ruth");
        page.waitForCondition(() -> chatsAskedFor.get() == 1);
        page.evaluate("jwt => Porchlight.identify(jwt)", identity("ruth"));
        reachable.set(true);
        held.forEach(Runnable::run);

        assertThat(messages(awaitChat(page))).containsExactly("From Ruth");
        assertThat(chats("getWaitingChats").get(0).get("guest").get("verified").asBoolean())
                .isTrue();
    }

    @Test
    void what_is_entered_while_a_first_message_is_under_way_follows_it() {
        configure(WITHOUT_FORM);
        intercept();
        Page page = visit(shop(""));
        open(page);
        reachable.set(false);
        write(page, "one");
        page.waitForCondition(() -> chatsAskedFor.get() == 1);
        write(page, "two");
        assertThat(in(page, ".notice")).hasText("Sending…");
        assertThat(composer(page)).hasValue("two");
        reachable.set(true);
        held.forEach(Runnable::run);

        assertThat(in(page, ".me:not(.sending) .bubble")).hasText(new String[] {"one", "two"});
        assertThat(in(page, ".notice")).isEmpty();
        assertThat(composer(page)).hasValue("");
        assertThat(messages(awaitChat(page))).containsExactly("one", "two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", NO_LOCKS})
    void a_page_that_the_browser_brings_back_sends_what_was_under_way(String locks) {
        configure(WITHOUT_FORM);
        intercept();
        visitor.addInitScript(locks);
        Page page = visit(shop(""));
        open(page);
        reachable.set(false);
        write(page, "one");
        page.waitForCondition(() -> chatsAskedFor.get() == 1);
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
        reachable.set(true);
        page.waitForTimeout(1_500);
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
        write(page, "two");

        assertThat(in(page, ".me:not(.sending) .bubble")).hasText(new String[] {"one", "two"});
        assertThat(messages(awaitChat(page))).containsExactly("one", "two");
    }

    @Test
    void a_storage_that_is_cleared_leaves_nothing_in_any_tab() {
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        open(page);
        write(page, "Hello");
        String chat = awaitChat(page);
        answer(chat, "For your eyes only");
        assertThat(in(page, "[role=log]")).containsText("For your eyes only");
        write(page, "not\0sent");
        assertThat(in(page, ".me.failed")).isVisible();
        composer(page).fill("half a secret");
        Page other = visit(website.serve("/nothing", "<!doctype html><title>Nothing</title>"));
        other.evaluate("localStorage.clear()");

        assertThat(in(page, ".me")).hasCount(0);
        assertThat(composer(page)).hasValue("");
        assertThat(in(page, "[role=log]")).isEmpty();
        write(page, "Somebody else");
        assertThat(in(page, ".me:not(.sending) .bubble")).hasText("Somebody else");
        assertThat(in(page, ".me .meta").last()).containsText("Sent");
        assertThat(messages(chat)).containsExactly("Hello", "For your eyes only");
    }

    @Test
    void a_comment_stays_with_its_chat() {
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        open(page);
        write(page, "Hello");
        String chat = awaitChat(page);
        in(page, ".end").click();
        in(page, ".rating .down").click();
        in(page, ".rating textarea").fill("Too slow");
        ownerClient.ask("deleteChat", "token", owner.token(), "chatId", chat);
        in(page, ".message-view button").click();
        write(page, "Again");
        awaitChat(page);
        in(page, ".end").click();
        in(page, ".rating .down").click();
        assertThat(in(page, ".rating textarea")).hasValue("");
    }

    @Test
    void a_name_that_was_pasted_with_white_space_is_taken() {
        configure("{\"ask\":{\"name\":\"required\",\"email\":\"no\"}}");
        Page page = visit(shop(""));
        open(page);
        in(page, "#name").fill("Ada\tLovelace\u2028");
        in(page, "#message").fill("Hello");
        in(page, "form .primary").click();
        awaitChat(page);
        assertThat(chats("getWaitingChats").get(0).get("guest").get("name").asString())
                .isEqualTo("Ada Lovelace");
    }

    /** While the server is not reachable, requests for a chat wait until they are run. */
    private void intercept() {
        visitor.routeWebSocket(url -> true, route -> {
            WebSocketRoute server = route.connectToServer();
            route.onMessage(frame -> {
                if (frame.text().contains("getNewChat") && !reachable.get()) {
                    held.add(() -> server.send(frame.text()));
                    chatsAskedFor.incrementAndGet();
                } else {
                    server.send(frame.text());
                }
            });
        });
    }

    private static String jwtOf(String subject) {
        String payload = Base64.getEncoder()
                .encodeToString("{\"sub\":\"%s\"}".formatted(subject).getBytes());
        return "e30." + payload + ".x";
    }
}
