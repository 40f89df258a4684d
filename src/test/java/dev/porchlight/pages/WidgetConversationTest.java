package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.porchlight.testing.Accessibility.assertAccessible;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class WidgetConversationTest extends WidgetFixture {

    @Test
    void guest_and_owner_exchange_messages() {
        Page page = visit(shop(""));
        open(page);
        assertThat(in(page, ".note")).containsText("Nobody is here right now");
        in(page, "#name").fill("Ada");
        // Browsers refuse or rewrite it in a field of the type `email`.
        in(page, "#email").pressSequentially("jörg@例子.example.");
        in(page, "#message").fill("Do you ship to Iceland?");
        in(page, "form .primary").click();

        assertThat(in(page, ".me .bubble")).hasText("Do you ship to Iceland?");
        String chat = awaitChat(page);
        assertThat(in(page, ".presence")).hasText("We are here");
        ownerClient.ask("typing", "token", owner.token(), "chatId", chat);
        assertThat(in(page, ".dots")).isVisible();
        answer(chat, "Yes: see https://shop.example/delivery.");
        assertThat(in(page, ".dots")).isHidden();
        assertThat(in(page, ".them .bubble a")).hasAttribute("href", "https://shop.example/delivery");
        assertThat(in(page, ".them .bubble a")).hasAttribute("rel", "noopener noreferrer nofollow");
        assertThat(in(page, "[role=log] p")).hasText(owner.domain() + ": Yes: see https://shop.example/delivery.");
        ownerClient.ask("markRead", "token", owner.token(), "chatId", chat, "seq", 2);
        assertThat(in(page, ".me .meta")).containsText("Seen");

        composer(page).fill("one");
        composer(page).press("Shift+Enter");
        composer(page).pressSequentially("two");
        composer(page).press("Enter");
        assertThat(in(page, ".me .bubble").last()).hasText("one\ntwo");
        assertThat(in(page, ".me .meta").last()).containsText("Sent");
        assertThat(messages(chat)).hasSize(3).endsWith("one\ntwo");
        JsonNode seen = chats("getActiveChats").get(0);
        assertThat(seen.get("guest").get("name").asString()).isEqualTo("Ada");
        assertThat(seen.get("guest").get("email").asString()).isEqualTo("jörg@xn--fsqu00a.example");
        assertThat(seen.get("device").asString()).contains(" on ");
        assertThat(seen.get("guestReadSeq").asInt()).isEqualTo(3);
    }

    @Test
    void the_next_page_continues_the_chat_and_marks_new_messages() {
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        open(page);
        write(page, "Hello");
        String chat = awaitChat(page);
        in(page, ".close").click();
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
        assertThat(in(page, ".bubble"))
                .hasText(new String[] {"Hello! How can we help?", "Hello", "Good morning", "How can I help?"});
        assertThat(in(page, ".new")).hasCount(0);
        assertThat(chats("getActiveChats")).hasSize(1);
    }

    @Test
    void days_and_times_are_those_of_the_clock_where_the_visitor_is() {
        configure(WITHOUT_FORM);
        Page page = visitor.newPage();
        CDPSession devtools = visitor.newCDPSession(page);
        setTimeZone(devtools, "Asia/Tokyo");
        page.clock().install();
        page.navigate(shop(""));
        open(page);
        write(page, "Hello");
        awaitChat(page);
        assertThat(in(page, ".day")).hasText("today");
        Locator time = in(page, ".me time");
        String inTokyo = time.textContent();

        setTimeZone(devtools, "America/New_York");
        page.clock().fastForward(61_000);
        assertThat(time).not().hasText(inTokyo);
        assertThat(in(page, ".day")).hasText("today");
        page.clock().fastForward(24 * 3_600_000);
        assertThat(in(page, ".day")).hasText("yesterday");
        int year = LocalDate.now(ZoneId.of("America/New_York")).getYear();
        assertThat(in(page, ".day")).not().containsText(String.valueOf(year));
        page.clock().setSystemTime(Date.from(Instant.now().plus(Duration.ofDays(367))));
        page.clock().fastForward(61_000);
        assertThat(in(page, ".day")).containsText(String.valueOf(year));
    }

    private static void setTimeZone(CDPSession devtools, String zone) {
        JsonObject override = new JsonObject();
        override.addProperty("timezoneId", zone);
        devtools.send("Emulation.setTimezoneOverride", override);
    }

    @Test
    void two_tabs_show_the_same_chat() {
        configure(WITHOUT_FORM);
        Page one = visit(shop(""));
        Page other = visit(shop(""));
        open(one);
        open(other);
        write(one, "from one");
        assertThat(in(other, ".me .bubble")).hasText("from one");
        write(other, "from the other");
        assertThat(in(one, ".me .bubble")).hasText(new String[] {"from one", "from the other"});
        assertThat(messages(awaitChat(one))).containsExactly("from one", "from the other");
    }

    @Test
    void a_guest_closes_rates_and_reopens_the_chat() {
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        open(page);
        write(page, "Thank you!");
        awaitChat(page);
        in(page, ".end").click();
        assertThat(in(page, ".closed-note")).containsText("This conversation has ended");
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
        assertThat(in(page, ".closed-note")).hasCount(0);
        assertThat(chats("getWaitingChats")).hasSize(1);
    }

    @Test
    void a_comment_that_shows_nothing_is_none() {
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        open(page);
        write(page, "Thank you!");
        awaitChat(page);
        in(page, ".end").click();
        in(page, ".rating .up").click();
        in(page, ".rating textarea").fill("\u200b");
        in(page, ".rating .primary").click();
        assertThat(in(page, ".rating")).containsText("Thank you for your answer.");
        JsonNode rating = chats("getClosedChats").get(0).get("rating");
        assertThat(rating.get("value").asString()).isEqualTo("good");
        assertThat(rating.has("comment")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u200b",
                "\u00a0\u2003",
                "\u3164",
                "\u2800\ufeff",
                "\u00ad\u2066\u2069\u200d",
                "\ufe0f\u180e",
                "\u0651"
            })
    void what_shows_nothing_is_not_sent(String invisible) {
        Page page = visit(shop(""));
        open(page);
        in(page, "#name").fill(invisible);
        in(page, "#email").fill("ada@example.com");
        in(page, "#message").fill(invisible);
        in(page, "form .primary").click();
        assertThat(in(page, "#name-error")).hasText("Please fill this in.");
        assertThat(in(page, "#message-error")).hasText("Please fill this in.");
        in(page, "#name").fill("أمل" + invisible);
        in(page, "#message").fill("👩‍🚀");
        in(page, "form .primary").click();
        String chat = awaitChat(page);
        write(page, invisible);
        write(page, "!");
        assertThat(in(page, ".me .bubble").last()).hasText("!");
        assertThat(in(page, ".me .meta").last()).containsText("Sent");
        assertThat(messages(chat)).containsExactly("👩‍🚀", "!");
    }

    @Test
    void the_owner_sees_the_page_that_a_script_has_changed_to() {
        configure(WITHOUT_FORM);
        List<String> told = new CopyOnWriteArrayList<>();
        visitor.routeWebSocket(url -> true, route -> {
            WebSocketRoute server = route.connectToServer();
            route.onMessage(frame -> {
                if (frame.text().contains("getNewChat")) {
                    told.add(frame.text());
                }
                server.send(frame.text());
            });
        });
        visitor.addInitScript(
                "history.pushState = Object.freeze(history.pushState.bind(history)); Object.freeze(history)");
        Page page = visit(shop(""));
        open(page);
        page.evaluate("history.pushState({}, '', '/before')");
        write(page, "Hello");
        awaitChat(page);
        assertThat(currentPage()).endsWith("/before");

        page.evaluate("for (let i = 0; i < 50; i++) history.pushState({}, '', `/checkout/${i}?secret=1#x`)");
        page.waitForCondition(() -> currentPage().endsWith("/checkout/49"));
        page.goBack();
        page.waitForCondition(() -> currentPage().endsWith("/checkout/48"));
        page.evaluate("location.hash = 'y'");
        page.evaluate("history.replaceState({}, '', '/thanks')");
        page.waitForCondition(() -> currentPage().endsWith("/thanks"));
        assertThat(told).hasSizeLessThanOrEqualTo(6).noneMatch(frame -> frame.contains("secret"));
    }

    private String currentPage() {
        return chats("getWaitingChats").get(0).get("page").asString();
    }

    @Test
    void many_new_messages_open_at_the_first() {
        configure(WITHOUT_FORM);
        Page page = visit(shop(""));
        open(page);
        write(page, "Hello");
        String chat = awaitChat(page);
        in(page, ".close").click();
        IntStream.range(0, 30).forEach(i -> answer(chat, "answer " + i));
        assertThat(in(page, ".badge")).containsText("30");
        open(page);
        assertThat(in(page, ".new")).isInViewport();
        assertThat(in(page, ".bubble").last()).not().isInViewport();
        assertThat(in(page, ".badge")).containsText("30");
        in(page, ".to-end").click();
        assertThat(in(page, ".badge")).isEmpty();
    }
}
