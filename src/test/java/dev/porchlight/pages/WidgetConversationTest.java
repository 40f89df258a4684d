package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import io.jsonwebtoken.Jwts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class WidgetConversationTest extends WidgetFixture {

    @Test
    void a_guest_and_an_owner_converse() {
        Page page = visit(shop(""));
        open(page);
        assertThat(in(page, ".note")).containsText("Nobody is here right now");
        in(page, "#name").fill("Ada");
        in(page, "#email").fill("ada@example.com");
        in(page, "#message").fill("Do you ship to Iceland?");
        in(page, "form .primary").click();

        assertThat(in(page, ".me .text")).hasText("Do you ship to Iceland?");
        String chat = waitingChat(page);
        assertThat(in(page, ".state")).hasText("We are here");
        desk.ask("typing", "token", owner.token(), "chatId", chat);
        assertThat(in(page, ".dots")).isVisible();
        answer(chat, "Yes: see https://shop.example/delivery.");
        assertThat(in(page, ".dots")).isHidden();
        assertThat(in(page, ".them .text a")).hasAttribute("href", "https://shop.example/delivery");
        assertThat(in(page, ".them .text a")).hasAttribute("rel", "noopener noreferrer nofollow");
        assertThat(in(page, "[role=log] p")).hasText(owner.domain() + ": Yes: see https://shop.example/delivery.");
        desk.ask("markRead", "token", owner.token(), "chatId", chat, "seq", 2);
        assertThat(in(page, ".me .meta")).containsText("Seen");

        composer(page).fill("one");
        composer(page).press("Shift+Enter");
        composer(page).pressSequentially("two");
        composer(page).press("Enter");
        assertThat(in(page, ".me .text").last()).hasText("one\ntwo");
        assertThat(in(page, ".me .meta").last()).containsText("Sent");
        assertThat(messages(chat)).hasSize(3).endsWith("one\ntwo");
        JsonNode seen = chats("getActiveChats").get(0);
        assertThat(seen.get("guest").get("name").asString()).isEqualTo("Ada");
        assertThat(seen.get("device").asString()).contains(" on ");
        assertThat(seen.get("guestReadSeq").asInt()).isEqualTo(3);
    }

    @Test
    void a_chat_is_taken_up_on_the_next_page_with_what_is_new() {
        configure(NOTHING_ASKED);
        Page page = visit(shop(""));
        open(page);
        write(page, "Hello");
        String chat = waitingChat(page);
        in(page, ".x").click();
        answer(chat, "Good morning");
        answer(chat, "How can I help?");
        assertThat(in(page, ".badge")).containsText("2 unread messages");

        page.reload();
        assertThat(in(page, ".badge")).containsText("2 unread messages");
        open(page);
        assertThat(in(page, ".new + .them")).containsText("Good morning");
        assertThat(in(page, ".new + .them .sr")).hasText("Lamps: ");
        assertThat(in(page, ".me .sr")).hasText("You: ");
        assertThat(in(page, ".badge")).isEmpty();
        page.reload();
        assertThat(in(page, "dialog")).isVisible();
        assertThat(in(page, ".text"))
                .hasText(new String[] {"Hello! How can we help?", "Hello", "Good morning", "How can I help?"});
        assertThat(in(page, ".new")).hasCount(0);
        assertThat(chats("getActiveChats")).hasSize(1);
    }

    @Test
    void what_is_written_without_a_connection_outlives_a_reload() {
        configure(NOTHING_ASKED);
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
        Page page = visit(shop(""));
        open(page);
        write(page, "first");
        String chat = waitingChat(page);

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
    void what_cannot_be_sent_is_said_and_stops_nothing_else() {
        configure(NOTHING_ASKED);
        Page page = visit(shop(""));
        open(page);
        write(page, "first");
        String chat = waitingChat(page);
        write(page, "ü".repeat(4097));
        assertThat(in(page, ".notice")).containsText("too long");
        // The server takes no NUL.
        write(page, "a\0b");
        assertThat(in(page, ".me.failed [role=alert]")).containsText("Not sent");
        write(page, "second");
        assertThat(in(page, ".notice")).isEmpty();
        assertThat(in(page, ".me:not(.failed) .text")).hasText(new String[] {"first", "second"});
        assertAccessible(page);
        in(page, ".failed button").first().click();
        assertThat(in(page, ".me.failed")).containsText("Not sent");
        assertThat(composer(page)).isFocused();
        in(page, ".failed button").last().click();
        assertThat(in(page, ".me")).hasCount(2);
        assertThat(composer(page)).isFocused();
        assertThat(messages(chat)).containsExactly("first", "second");
    }

    @Test
    void two_tabs_are_one_guest() {
        configure(NOTHING_ASKED);
        Page one = visit(shop(""));
        Page other = visit(shop(""));
        open(one);
        open(other);
        write(one, "from one");
        assertThat(in(other, ".me .text")).hasText("from one");
        write(other, "from the other");
        assertThat(in(one, ".me .text")).hasText(new String[] {"from one", "from the other"});
        assertThat(messages(waitingChat(one))).containsExactly("from one", "from the other");
    }

    @Test
    void a_conversation_is_ended_and_rated_and_taken_up_again() {
        configure(NOTHING_ASKED);
        Page page = visit(shop(""));
        open(page);
        write(page, "Thank you!");
        waitingChat(page);
        in(page, ".end").click();
        assertThat(in(page, ".ending")).containsText("This conversation has ended");
        assertThat(in(page, "[role=log]")).containsText("This conversation has ended");
        assertAccessible(page);
        in(page, ".rating .down").click();
        in(page, ".rating textarea").fill("Too slow");
        assertAccessible(page);
        in(page, ".rating .primary").click();
        assertThat(in(page, ".rating")).containsText("Thank you for your answer.");
        assertThat(in(page, ".rating .down")).isFocused();
        JsonNode rating = chats("getClosedChats").get(0).get("rating");
        assertThat(rating.get("value").asString()).isEqualTo("bad");
        assertThat(rating.get("comment").asString()).isEqualTo("Too slow");

        write(page, "One more thing");
        assertThat(in(page, ".ending")).hasCount(0);
        assertThat(chats("getWaitingChats")).hasSize(1);
    }

    @Test
    void who_may_not_go_on_is_told_why() {
        configure(NOTHING_ASKED);
        Page page = visit(shop(""));
        open(page);
        write(page, "Hello");
        String chat = waitingChat(page);
        desk.ask("deleteChat", "token", owner.token(), "chatId", chat);
        assertThat(in(page, ".trouble")).containsText("not available any more");
        assertThat(in(page, "h2")).isFocused();
        assertAccessible(page);
        in(page, ".trouble button").click();
        assertThat(composer(page)).isFocused();
        write(page, "Hello again");
        String second = waitingChat(page);
        assertThat(second).isNotEqualTo(chat);

        desk.ask("banGuest", "token", owner.token(), "chatId", second);
        composer(page).fill("Anybody?");
        assertThat(in(page, ".trouble")).hasText("You can't write here any more.");
        assertThat(in(page, ".trouble button")).hasCount(0);
    }

    @Test
    void a_website_vouches_for_its_visitor() {
        String secret = rest().send("POST", "/owner/site/secrets", "application/json", "", "Authorization", bearer())
                .body()
                .get("data")
                .get(0)
                .get("secret")
                .asString();
        Page page = visit(shop(""));
        page.waitForFunction("window.Porchlight");
        page.evaluate("jwt => Porchlight.identify(() => jwt)", identity(secret, "ruth"));
        open(page);
        write(page, "It is me");
        // Her website does not say her address, and the owner asks for it.
        in(page, "#name").fill("R.");
        in(page, "#email").fill("ruth@example.com");
        assertThat(in(page, "#message")).hasValue("It is me");
        assertThat(in(page, ".notice")).isEmpty();
        in(page, "form .primary").click();
        String chat = waitingChat(page);
        JsonNode guest = chats("getWaitingChats").get(0).get("guest");
        assertThat(guest.get("verified").asBoolean()).isTrue();
        assertThat(guest.get("name").asString()).isEqualTo("Ruth");

        page.evaluate("Porchlight.identify(null)");
        Locator form = in(page, "form.form");
        assertThat(form).isVisible();
        page.evaluate("jwt => Porchlight.identify(jwt)", identity(secret, "ruth"));
        write(page, "Me again");
        assertThat(in(page, ".me .text")).hasText(new String[] {"It is me", "Me again"});
        assertThat(messages(chat)).containsExactly("It is me", "Me again");
    }

    @Test
    void whom_the_website_does_not_vouch_for_is_a_stranger() {
        configure(NOTHING_ASKED);
        Page page = visit(shop(""));
        page.waitForFunction("window.Porchlight");
        page.evaluate("Porchlight.identify('no.such.identity')");
        open(page);
        write(page, "Hello");
        assertThat(messages(waitingChat(page))).containsExactly("Hello");
        assertThat(chats("getWaitingChats").get(0).get("guest").get("verified").asBoolean())
                .isFalse();
    }

    @Test
    void whoever_logs_out_leaves_nothing_in_any_tab() {
        configure(NOTHING_ASKED);
        Page page = visit(shop(""));
        Page other = visit(shop(""));
        open(page);
        open(other);
        write(page, "A secret");
        waitingChat(page);
        assertThat(in(other, ".me .text")).hasText("A secret");
        write(page, "not\0sent");
        assertThat(in(page, ".me.failed")).isVisible();

        page.evaluate("Porchlight.identify(null)");
        assertThat(in(page, ".me")).hasCount(0);
        assertThat(in(other, ".me")).hasCount(0);
        assertThat(page.evaluate("Object.keys(localStorage)")).isEqualTo(List.of());
    }

    @Test
    void what_is_written_while_a_chat_is_opened_is_kept() {
        configure(NOTHING_ASKED);
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
        assertThat(in(page, ".me.sending .text")).hasText("one");
        write(page, "two");
        assertThat(composer(page)).hasValue("two");
        page.waitForCondition(() -> !held.isEmpty());
        answers.set(true);
        held.forEach(Runnable::run);
        String chat = waitingChat(page);
        composer(page).press("Enter");
        assertThat(in(page, ".me .text")).hasText(new String[] {"one", "two"});
        assertThat(in(page, ".me .meta").last()).containsText("Sent");
        assertThat(messages(chat)).containsExactly("one", "two");
    }

    @Test
    void many_new_messages_are_read_from_the_first() {
        configure(NOTHING_ASKED);
        Page page = visit(shop(""));
        open(page);
        write(page, "Hello");
        String chat = waitingChat(page);
        in(page, ".x").click();
        IntStream.range(0, 30).forEach(i -> answer(chat, "answer " + i));
        assertThat(in(page, ".badge")).containsText("30");
        open(page);
        assertThat(in(page, ".new")).isInViewport();
        assertThat(in(page, ".text").last()).not().isInViewport();
        assertThat(in(page, ".latest")).isVisible();
    }

    private String identity(String secret, String subject) {
        return Jwts.builder()
                .subject(subject)
                .claim("aud", owner.domain())
                .claim("name", "Ruth")
                .expiration(Date.from(Instant.now().plusSeconds(300)))
                .signWith(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"), Jwts.SIG.HS256)
                .compact();
    }
}
