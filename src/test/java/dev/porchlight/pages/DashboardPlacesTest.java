package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.Chromium;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Update;
import tools.jackson.databind.JsonNode;

/** Where an owner is, and where things are. */
class DashboardPlacesTest extends BrowserTest {

    @Autowired
    private MongoOperations mongo;

    private Desk desk;

    @AfterEach
    void leave() {
        if (desk != null) {
            desk.assertNoComplaints();
            desk.close();
        }
    }

    @Test
    void who_has_waited_longest_comes_first() {
        Account owner = newOwner();
        GuestChat reopened = newChat(owner);
        ChatClient client = connect();
        client.ask("newMessage", "chatId", reopened.id(), "token", owner.token(), "message", "Hello");
        client.ask("closeChat", "chatId", reopened.id(), "token", owner.token());
        reopened.say("one more thing");
        GuestChat opened = newChat(owner);
        opened.say("hello");
        reopened.say("are you there?");

        desk = Desk.of(Chromium.browser(), port);
        desk.logIn(owner.email(), PASSWORD);
        assertThat(desk.section("waiting")).hasCount(2);
        assertThat(desk.section("waiting").first()).hasAttribute("data-chat", reopened.id());
    }

    @Test
    void who_left_while_there_was_no_connection_is_not_shown_as_there() {
        Account owner = newOwner();
        GuestChat guest = newChat(owner);
        guest.say("hello");
        connect().ask("getWaitingChats", "token", owner.token());
        makeOld(owner);
        desk = Desk.of(Chromium.browser(), port);
        desk.logIn(owner.email(), PASSWORD);
        assertThat(desk.chat(guest.id()).locator(".presence")).isVisible();
        desk.cutOff();
        guest.client().close();
        ChatClient client = connect();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> client.ask("getWaitingChats", "token", owner.token())
                        .get("online")
                        .isEmpty());
        desk.reconnect();
        assertThat(desk.chat(guest.id()).locator(".presence")).hasCount(0);
    }

    @Test
    void addresses_that_lead_nowhere_do_no_harm() {
        Account owner = newOwner();
        newChat(owner).say("hello");
        desk = Desk.of(Chromium.browser(), port);
        desk.logIn(owner.email(), PASSWORD);
        for (String hash : List.of("#chat/%", "#chat/nobody", "#chat", "#%")) {
            desk.go(hash);
            assertThat(desk.heading("Somebody is waiting")).isVisible();
        }
        desk.go("#chat/0123456789abcdef01234567");
        assertThat(desk.heading("This chat is not here any more")).isVisible();
        desk.go("#settings/%");
        assertThat(desk.heading("Embed")).isVisible();
    }

    @Test
    void a_phone_shows_one_column_at_a_time() {
        Account owner = newOwner();
        GuestChat guest = newChat(owner);
        guest.say("hello");
        desk = new Desk(
                Chromium.browser(),
                port,
                new Browser.NewContextOptions()
                        .setViewportSize(360, 740)
                        .setHasTouch(true)
                        .setIsMobile(true));
        desk.logIn(owner.email(), PASSWORD);
        Locator list = desk.page.locator(".list");
        desk.chat(guest.id()).tap();
        assertThat(desk.messages()).hasCount(1);
        assertThat(list).isHidden();
        assertThat(desk.page.locator("#talk-heading")).isFocused();
        desk.page.getByLabel("About this guest").tap();
        assertThat(desk.page.locator("#facts-title")).isFocused();
        assertThat(desk.page.locator(".facts dl")).isVisible();
        assertThat(desk.composer()).isHidden();
        desk.page.goBack();
        assertThat(desk.composer()).isVisible();
        desk.composer().fill("Good day");
        desk.button("Send").tap();
        assertThat(desk.messages()).hasCount(2);
        desk.cutOff();
        desk.page.getByLabel("Back to the chats").tap();
        assertThat(list).isVisible();
        assertThat(desk.chat(guest.id())).isFocused();
        desk.reconnect();
        for (String hash : new String[] {"#chats", "#settings/embed", "#settings/domain"}) {
            desk.go(hash);
            desk.page.locator("h2:visible").first().waitFor();
            assertFits(hash);
        }
        desk.go("#settings/hours");
        desk.page.getByText("At these hours").tap();
        assertThat(desk.page.getByLabel("Monday, until")).isVisible();
        assertFits("hours");
    }

    @Test
    void long_lists_and_long_chats_keep_their_place() {
        Account owner = newOwner();
        GuestChat guest = newChat(owner);
        for (int i = 1; i <= 500; i++) {
            guest.say("message " + i);
        }
        ChatClient client = connect();
        List<String> others = new ArrayList<>();
        for (int i = 1; i < 200; i++) {
            JsonNode chat = client.ask(
                    "getNewChat", "email", i + "@example.com", "name", "Visitor " + i, "domain", owner.domain());
            others.add(chat.get("chatId").asString());
        }
        desk = Desk.of(Chromium.browser(), port);
        desk.logIn(owner.email(), PASSWORD);
        assertThat(desk.section("waiting")).hasCount(200);
        assertThat(desk.section("waiting").first()).hasAttribute("data-chat", guest.id());
        desk.page.getByLabel("Search the chats").fill("137 visitor");
        assertThat(desk.section("waiting")).hasCount(1);
        desk.press("Escape");

        desk.chat(guest.id()).click();
        assertThat(desk.messages().last()).hasText("Guest: message 500");
        assertThat(desk.messages().last()).isInViewport();
        assertThat(desk.page.locator(".to-end")).hasCount(0);
        Locator log = desk.page.locator(".log");
        Locator seen = desk.messages().filter(new Locator.FilterOptions().setHasText("message 310"));
        for (int shown : new int[] {400, 500}) {
            log.evaluate("log => { log.scrollTop = 600; }");
            assertThat(desk.messages()).hasCount(shown);
        }
        log.evaluate("(log, item) => item.scrollIntoView()", seen.elementHandle());
        double before = seen.boundingBox().y;
        guest.say("message 501");
        assertThat(desk.messages()).hasCount(501);
        assertThat(desk.page.locator(".to-end")).isVisible();
        assertThat(seen.boundingBox().y).isCloseTo(before, within(3.0));
        desk.page.locator(".to-end").click();
        assertThat(desk.messages().last()).isInViewport();
        assertThat(desk.section("waiting").first().locator(".badge.strong")).hasCount(0);

        others.forEach(id -> client.ask("closeChat", "chatId", id, "token", owner.token()));
        makeOld(owner);
        desk.open("#chat/" + others.get(0));
        desk.page.reload();
        assertThat(desk.heading("Visitor 1")).isVisible();
    }

    /** What has changed within two minutes is told again and again. */
    private void makeOld(Account owner) {
        mongo.updateMulti(
                query(where("ownerId").is(new ObjectId(owner.id()))),
                new Update().set("updatedAt", Instant.now().minusSeconds(3_600)),
                "chats");
    }

    private void assertFits(String what) {
        assertThat((Integer) desk.page.evaluate("document.documentElement.scrollWidth"))
                .as(what)
                .isLessThanOrEqualTo(360);
    }
}
