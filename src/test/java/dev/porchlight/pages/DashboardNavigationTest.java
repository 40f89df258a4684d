package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.Media;
import dev.porchlight.testing.ChatClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Update;
import tools.jackson.databind.JsonNode;

/** Order, presence, addresses, columns and scroll positions. */
class DashboardNavigationTest extends DashboardFixture {

    @Autowired
    private MongoOperations mongo;

    @Test
    void the_guest_who_has_waited_longest_comes_first() {
        GuestChat reopened = newChat(owner);
        ChatClient client = connect();
        client.ask("newMessage", "chatId", reopened.id(), "token", owner.token(), "message", "Hello");
        client.ask("closeChat", "chatId", reopened.id(), "token", owner.token());
        reopened.say("one more thing");
        GuestChat opened = newChat(owner);
        opened.say("hello");
        reopened.say("are you there?");

        logIn();
        assertThat(dashboard.section("waiting")).hasCount(2);
        assertThat(dashboard.section("waiting").first()).hasAttribute("data-chat", reopened.id());

        // Read or not, and whatever is collapsed or searched for.
        dashboard.page.locator("[aria-controls=list-waiting]").click();
        Locator heading = dashboard.page.locator("#conversation-heading");
        for (GuestChat next : List.of(reopened, opened, reopened)) {
            dashboard.press("Alt+KeyN");
            assertThat(dashboard.page).hasURL(Pattern.compile(".*#chat/" + next.id()));
            assertThat(heading).isVisible();
            assertThat(dashboard.composer()).isFocused();
        }
        dashboard.page.locator("[aria-controls=list-waiting]").click();

        // It is drawn anew in another section.
        dashboard.composer().press("Escape");
        assertThat(dashboard.chat(reopened.id())).isFocused();
        answer(client, reopened, "Here I am.");
        assertThat(dashboard.section("active")).hasCount(1);
        assertThat(dashboard.chat(reopened.id())).isFocused();
    }

    @Test
    void a_chat_whose_guest_wrote_last_waits_whoever_answered_before() {
        ChatClient answering = connect();
        List<GuestChat> guests = new ArrayList<>();
        for (String name : List.of("asked again, read", "new", "asked again, late", "answered")) {
            GuestChat guest = newChat(owner);
            guest.say(name);
            guests.add(guest);
        }
        for (int answered : new int[] {0, 2, 3}) {
            answer(answering, guests.get(answered), "yes");
        }
        guests.get(0).say("and another thing");
        guests.get(0).say("are you there?");
        guests.get(2).say("and in red?");
        answering.ask("markRead", "chatId", guests.get(0).id(), "token", owner.token(), "seq", 4);

        useBrowser(new Browser.NewContextOptions().setViewportSize(390, 844));
        logIn();
        assertThat(dashboard.section("waiting")).hasCount(3);
        assertThat(dashboard.section("active")).hasCount(1);
        List<String> order =
                List.of(guests.get(1).id(), guests.get(0).id(), guests.get(2).id());
        for (int i = 0; i < 3; i++) {
            assertThat(dashboard.section("waiting").nth(i)).hasAttribute("data-chat", order.get(i));
            assertThat(dashboard.section("waiting").nth(i).locator(".badge.warm"))
                    .containsText("Waiting: ");
        }
        assertThat(dashboard.chat(guests.get(3).id()).locator(".badge")).hasCount(0);
        assertCounted(3);

        answer(answering, guests.get(0), "Here I am.");
        assertThat(dashboard.section("active")).hasCount(2);
        assertCounted(2);
        answering.ask("closeChat", "chatId", guests.get(2).id(), "token", owner.token());
        assertThat(dashboard.section("closed")).hasCount(1);
        assertCounted(1);
        guests.get(3).say("one more thing");
        assertThat(dashboard.section("waiting").nth(1))
                .hasAttribute("data-chat", guests.get(3).id());
        assertCounted(2);
    }

    private void answer(ChatClient client, GuestChat guest, String text) {
        client.ask("newMessage", "chatId", guest.id(), "token", owner.token(), "message", text);
    }

    /** The title, the navigation (on a phone at the bottom) and the section of the list say the same. */
    private void assertCounted(int waiting) {
        assertThat(dashboard.page).hasTitle("(" + waiting + ") Porchlight");
        assertThat(dashboard.page.locator(".nav-rail .badge")).hasText(Integer.toString(waiting));
        assertThat(dashboard.page.locator("[aria-controls=list-waiting]")).hasText("Waiting " + waiting);
    }

    @Test
    void a_search_finds_earlier_messages_of_opened_chats_and_says_what_it_searches() {
        GuestChat guest = newChat(owner);
        guest.say("Is the blue LÁMP still there?");
        guest.say("Or the red one?");
        guest.say("Hello?");
        newChat(owner).say("Good morning");
        logIn();
        assertThat(dashboard.section("waiting")).hasCount(2);
        Locator field = dashboard.page.getByLabel("Search the chats by name, e-mail address or message");
        assertThat(field).hasAttribute("placeholder", "Name, e-mail or message");
        field.fill("lamp");
        assertThat(dashboard.section("waiting")).hasCount(0);
        assertThat(dashboard.page.locator(".list-empty[role=status]"))
                .hasText("“lamp” is in no name, e-mail address or last message."
                        + " Earlier messages are searched in the chats that you opened last.");

        // What it does not find waits all the same.
        assertThat(dashboard.page.locator(".conversation.none h2")).hasText("2 people are waiting");

        field.fill("");
        dashboard.go("#chat/" + guest.id());
        assertThat(dashboard.messages()).hasCount(3);
        for (String query : List.of("lamp", "guest lamp red", "lamp hello")) {
            field.fill(query);
            assertThat(dashboard.page.locator("[data-chat]")).hasCount(1);
        }
        assertThat(dashboard.chat(guest.id()).locator(".chat-item-text")).hasText("Is the blue LÁMP still there?");
        Locator note = dashboard.page.locator(".list-scroll > [role=status]");
        assertThat(note).hasText("1 chat found");
        field.fill("lamp green");
        assertThat(dashboard.page.locator("[data-chat]")).hasCount(0);
        dashboard.button("End the search").click();
        assertThat(field).isFocused();
        assertThat(field).hasValue("");
        assertThat(dashboard.chat(guest.id()).locator(".chat-item-text")).hasText("Hello?");

        guest.say(
                "Good morning. I am looking for a lamp for a very dark and rather damp cellar, with ﬁve bulbs of GLÁSS in it");
        GuestChat other = newChat(owner);
        other.say("In a chat that was not opened");
        other.say("Hello");
        assertThat(dashboard.section("waiting")).hasCount(3);
        field.fill("glass");
        Locator found = dashboard.chat(guest.id()).locator(".chat-item-text");
        assertThat(found).hasText("…bulbs of GLÁSS in it");
        assertThat((boolean) found.evaluate("text => text.scrollWidth <= text.clientWidth"))
                .isTrue();
        assertThat(note).hasText("1 chat found Earlier messages are searched in the chats that you opened last.");
        assertThat(note).isVisible();
    }

    @Test
    void guests_who_came_and_left_while_the_dashboard_was_offline_are_shown_as_they_are() {
        GuestChat guest = newChat(owner);
        guest.say("hello");
        GuestChat back = newChat(owner);
        back.say("good morning");
        back.client().close();
        connect().ask("getWaitingChats", "token", owner.token());
        ageChats(owner);
        List<String> sent = new CopyOnWriteArrayList<>();
        dashboard.page.onWebSocket(socket -> socket.onFrameSent(frame -> sent.add(frame.text())));
        logIn();
        assertThat(dashboard.chat(guest.id()).locator(".presence")).isVisible();
        assertThat(dashboard.chat(back.id()).locator(".presence")).hasCount(0);
        assertThat(sent).anyMatch(frame -> frame.contains("getWaitingChats"));
        dashboard.disconnect();
        sent.clear();
        guest.client().close();
        connect().ask("getChatMessages", "chatId", back.id(), "token", back.token());
        ChatClient client = connect();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> client.ask("getWaitingChats", "token", owner.token())
                        .get("online")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList()
                        .equals(List.of(back.id())));
        dashboard.reconnect();
        assertThat(dashboard.chat(guest.id()).locator(".presence")).hasCount(0);
        assertThat(dashboard.chat(back.id()).locator(".presence")).isVisible();
        // What has changed, and who is there, takes one request, however long the lists are.
        assertThat(sent)
                .filteredOn(frame -> frame.contains("Chats\""))
                .isNotEmpty()
                .allMatch(frame -> frame.contains("getChats"));
    }

    /** Nothing comes through any more, and nobody says so. */
    @Test
    void a_dead_connection_is_told_where_the_owner_looks() {
        GuestChat guest = newChat(owner);
        guest.say("hello");
        AtomicBoolean dead = new AtomicBoolean();
        dashboard.context.routeWebSocket("**/socket.io/**", page -> {
            WebSocketRoute server = page.connectToServer();
            page.onMessage(frame -> passUnless(dead, () -> server.send(frame.text())));
            server.onMessage(frame -> passUnless(dead, () -> page.send(frame.text())));
        });
        logIn();
        dashboard.chat(guest.id()).click();
        Locator presence = dashboard.page.locator(".conversation-who p");
        Locator dot = dashboard.page.locator(".presence:visible");
        assertThat(presence).hasText("Online");
        assertThat(dot).not().hasCount(0);

        dead.set(true);
        // Long before the 40 s after which heartbeats have been missed.
        assertThat(presence).hasText("No connection", new LocatorAssertions.HasTextOptions().setTimeout(25_000));
        assertThat(dot).hasCount(0);
        assertThat(dashboard.page.locator(".page-alerts")).containsText("No connection. What you write is kept");
        dashboard.composer().fill("Yes, it is.");
        dashboard.press("Enter");
        assertThat(dashboard.page.locator(".message-meta").last()).hasText("Will be sent when there is a connection");

        dead.set(false);
        assertThat(presence).hasText("Online");
        assertThat(dashboard.page.locator(".page-alerts .note")).hasCount(0);
        assertThat(dashboard.page.locator(".message.owner")).hasCount(1);
        assertThat(dashboard.page.locator(".message.waiting, .message.sending")).hasCount(0);
        assertThat(dot).not().hasCount(0);
    }

    @Test
    void a_page_that_gets_no_connection_says_so_in_place_of_its_chats() {
        newChat(owner).say("hello");
        AtomicBoolean blocked = new AtomicBoolean(true);
        dashboard.context.routeWebSocket("**/socket.io/**", page -> {
            if (blocked.get()) {
                page.close();
            } else {
                page.connectToServer();
            }
        });
        dashboard.context.route("**/socket.io/**", poll -> {
            if (blocked.get()) {
                poll.abort();
            } else {
                poll.resume();
            }
        });
        logIn();
        assertThat(dashboard.page.locator(".list-empty").first()).hasText("No connection");
        assertThat(dashboard.page.locator(".page-alerts")).containsText("No connection.");
        dashboard.go("#chat/0123456789abcdef01234567");
        assertThat(dashboard.page.locator(".conversation .empty")).hasText("No connection");
        assertThat(dashboard
                        .page
                        .locator("[role=status], [role=alert]")
                        .filter(new Locator.FilterOptions().setHasText(Pattern.compile("\\S"))))
                .hasCount(1);
        dashboard.go("#chats");
        blocked.set(false);
        assertThat(dashboard.section("waiting")).hasCount(1);
    }

    private static void passUnless(AtomicBoolean dead, Runnable pass) {
        if (!dead.get()) {
            pass.run();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"by the button", "by the key", "by the menu", "beside the facts, on a phone"})
    void a_conversation_is_printed_whole(String how) {
        boolean phone = how.endsWith("phone");
        useBrowser(new Browser.NewContextOptions().setViewportSize(phone ? 390 : 1440, 844));
        GuestChat guest = newChat(owner);
        int messages = 210;
        for (int i = 1; i <= messages; i++) {
            guest.say("message " + i);
        }
        dashboard.page.addInitScript(
                "print = () => document.body.dataset.printed = document.querySelectorAll('.log .bubble').length");
        logIn();
        dashboard.go("#chat/" + guest.id() + (phone ? "/facts" : ""));
        if (!phone) {
            assertThat(dashboard.messages()).hasCount(200);
        }
        if (how.equals("by the key")) {
            dashboard.press("Control+KeyP");
        } else if (!how.equals("by the menu")) {
            dashboard.button("Print the conversation").click();
        }
        if (how.equals("by the menu")) {
            dashboard.page.evaluate(
                    "dispatchEvent(new Event('beforeprint')); print(); dispatchEvent(new Event('afterprint'))");
            assertThat(dashboard.messages()).hasCount(200);
            dashboard.page.evaluate("dispatchEvent(new Event('beforeprint'))");
        }
        assertThat(dashboard.page.locator("body")).hasAttribute("data-printed", Integer.toString(messages));

        dashboard.page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        assertThat(dashboard.messages().first()).isVisible();
        assertThat(dashboard.messages().last()).isVisible();
        assertThat((int) dashboard.page.evaluate("document.documentElement.scrollHeight"))
                .isGreaterThan(messages * 30);
        assertThat(dashboard.page.locator(".nav-rail, .list, .details, .composer, .conversation-head .button"))
                .not()
                .hasCount(0);
        for (Locator hidden : dashboard
                .page
                .locator(".nav-rail, .list, .details, .composer, .conversation-head .button")
                .all()) {
            assertThat(hidden).isHidden();
        }
        assertThat(dashboard.heading("Guest")).isVisible();
        assertThat(dashboard.page.locator(".log-note")).hasText("Here Guest’s chat begins.");
    }

    @Test
    void unknown_addresses_show_a_page() {
        newChat(owner).say("hello");
        logIn();
        for (String hash : List.of("#chat/%", "#chat/nobody", "#chat", "#%")) {
            dashboard.go(hash);
            assertThat(dashboard.heading("Somebody is waiting")).isVisible();
        }
        dashboard.go("#chat/0123456789abcdef01234567");
        assertThat(dashboard.heading("This chat is not here any more")).isVisible();
        dashboard.go("#settings/%");
        assertThat(dashboard.heading("Embed")).isVisible();
    }

    /** A duration is how long somebody waits; when something was, is a time. */
    @Test
    void times_are_written_in_one_way() {
        GuestChat guest = newChat(owner);
        guest.say("hello");
        answer(connect(), guest, "Good morning");
        guest.client().close();
        logIn();
        assertThat(dashboard.section("active")).hasCount(1);
        dashboard.go("#chat/" + guest.id());
        assertThat(dashboard.messages()).hasCount(2);
        String time = dashboard.page.locator(".message-meta time").last().textContent();
        assertThat(time).matches("\\d\\d:\\d\\d");
        assertThat(dashboard.chat(guest.id()).locator("time")).hasText(time);
        assertThat(dashboard.page.locator(".conversation-who p")).hasText("Last message: " + time);
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 1440})
    void the_command_for_a_forgotten_password_is_shown_whole(int width) {
        useBrowser(new Browser.NewContextOptions().setViewportSize(width, 844));
        dashboard.open("#reset");
        Locator command = dashboard.page.locator(".auth pre");
        assertThat(command).isVisible();
        assertThat((boolean) command.evaluate("command => command.scrollWidth <= command.clientWidth"))
                .isTrue();
    }

    @Test
    void a_phone_shows_one_column_at_a_time() {
        GuestChat guest = newChat(owner);
        guest.say("hello");
        useBrowser(new Browser.NewContextOptions()
                .setViewportSize(360, 740)
                .setHasTouch(true)
                .setIsMobile(true));
        logIn();
        Locator list = dashboard.page.locator(".list");
        assertThat(dashboard.page.locator(".nav-item:visible")).hasCount(2);
        assertThat(dashboard.page.locator(".search kbd")).isHidden();
        dashboard.chat(guest.id()).tap();
        assertThat(dashboard.messages()).hasCount(1);
        assertThat(list).isHidden();
        assertThat(dashboard.page.locator("#conversation-heading")).isFocused();
        dashboard.page.getByLabel("About this guest").tap();
        assertThat(dashboard.page.locator("#details-title")).isFocused();
        assertThat(dashboard.page.locator(".details dl")).isVisible();
        assertThat(dashboard.composer()).isHidden();
        dashboard.page.goBack();
        assertThat(dashboard.composer()).isVisible();
        dashboard.composer().fill("Good day");
        dashboard.button("Send").tap();
        assertThat(dashboard.messages()).hasCount(2);
        for (String word : List.of("Close chat", "Reopen")) {
            Locator shown = dashboard.button(word).locator("span");
            assertThat(shown).hasText(word);
            assertThat((boolean) shown.evaluate("word => getComputedStyle(word).clipPath === 'none'"
                            + " && word.getBoundingClientRect().width > 20"))
                    .isTrue();
            dashboard.button(word).tap();
        }
        assertFits("chat");
        dashboard.disconnect();
        dashboard.page.getByLabel("Back to the chats").tap();
        assertThat(list).isVisible();
        assertThat(dashboard.chat(guest.id())).isFocused();
        dashboard.reconnect();
        for (String hash : new String[] {"#chats", "#settings/embed", "#settings/domain"}) {
            dashboard.go(hash);
            dashboard.page.locator("h2:visible").first().waitFor();
            assertFits(hash);
        }
        // However little is on it.
        dashboard.go("#settings/retention");
        assertThat(dashboard.page.getByLabel("Until I delete them")).isVisible();
        assertThat(dashboard.page.locator(".settings").boundingBox().width).isEqualTo(360);
        dashboard.go("#settings/hours");
        dashboard.page.getByText("At these hours").tap();
        assertThat(dashboard.page.getByLabel("Monday, until")).isVisible();
        assertFits("hours");
        dashboard.go("#settings");
        // The hours are not saved.
        dashboard.button("Leave").tap();
        dashboard.button("Log out").tap();
        assertThat(dashboard.heading("Log out?")).isVisible();
        dashboard.button("Cancel").tap();
        assertThat(dashboard.heading("Log out?")).isHidden();
        dashboard.logOut();
        assertThat(dashboard.heading("Log in")).isVisible();
    }

    @Test
    void long_lists_and_long_chats_keep_their_scroll_position() {
        GuestChat guest = newChat(owner);
        for (int i = 1; i <= 500; i++) {
            String message = rest().json("token", guest.token(), "chatId", guest.id(), "message", "message " + i);
            if (i % 20 == 0) {
                guest.client().askFor("newMessage", message);
            } else {
                guest.client().send("newMessage", message);
            }
        }
        ChatClient client = connect();
        List<String> others = new ArrayList<>();
        for (int i = 1; i < 200; i++) {
            JsonNode chat = client.ask(
                    "getNewChat", "email", i + "@example.com", "name", "Visitor " + i, "domain", owner.domain());
            others.add(chat.get("chatId").asString());
        }
        logIn();
        assertThat(dashboard.section("waiting")).hasCount(200);
        assertThat(dashboard.section("waiting").first()).hasAttribute("data-chat", guest.id());
        dashboard.page.getByLabel("Search the chats").fill("137 visitor");
        assertThat(dashboard.section("waiting")).hasCount(1);
        dashboard.press("Escape");

        dashboard.chat(guest.id()).click();
        assertThat(dashboard.messages().last()).hasText("Guest: message 500");
        assertThat(dashboard.messages().last()).isInViewport();
        assertThat(dashboard.page.locator(".to-end")).hasCount(0);
        Locator log = dashboard.page.locator(".log");
        Locator seen = dashboard.messages().filter(new Locator.FilterOptions().setHasText("message 310"));
        for (int shown : new int[] {400, 500}) {
            log.evaluate("log => { log.scrollTop = 600; }");
            assertThat(dashboard.messages()).hasCount(shown);
        }
        log.evaluate("(log, item) => item.scrollIntoView()", seen.elementHandle());
        double before = seen.boundingBox().y;
        guest.say("message 501");
        assertThat(dashboard.messages()).hasCount(501);
        assertThat(dashboard.page.locator(".to-end")).isVisible();
        assertThat(seen.boundingBox().y).isCloseTo(before, within(3.0));
        dashboard.page.locator(".to-end").click();
        assertThat(dashboard.messages().last()).isInViewport();
        assertThat(dashboard.section("waiting").first().locator(".badge.strong"))
                .hasCount(0);

        others.forEach(id -> client.ask("closeChat", "chatId", id, "token", owner.token()));
        ageChats(owner);
        dashboard.open("#chat/" + others.get(0));
        dashboard.page.reload();
        assertThat(dashboard.heading("Visitor 1")).isVisible();
    }

    /** {@code getChats} repeats what has changed within the last two minutes, which would hide a missing sync. */
    private void ageChats(Account owner) {
        mongo.updateMulti(
                query(where("ownerId").is(new ObjectId(owner.id()))),
                new Update().set("updatedAt", Instant.now().minusSeconds(3_600)),
                "chats");
    }

    private void assertFits(String what) {
        assertThat((Integer) dashboard.page.evaluate("document.documentElement.scrollWidth"))
                .as(what)
                .isLessThanOrEqualTo(360);
    }
}
