package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.porchlight.testing.ChatClient;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A browser may translate the page at any moment; what is drawn after that is shown all the same. */
class DashboardTranslatedByBrowserTest extends DashboardFixture {

    /** Again after each step, as Chrome goes on translating what a page adds. */
    private void translate() {
        PageTranslation.translate(dashboard.page);
    }

    @Test
    void each_guest_stands_under_their_own_name() {
        NamedGuest ada = guest("Ada", "ada@example.org", "Is the blue lamp there?");
        NamedGuest grace = guest("Grace", "grace@example.org", "Do you ship to Norway?");
        NamedGuest third = guest("Edsger", "edsger@example.org", "Where is my parcel?");
        logIn();
        assertThat(dashboard.section("waiting")).hasCount(3);
        translate();
        for (NamedGuest guest : new NamedGuest[] {ada, grace, third, ada, third, grace}) {
            dashboard.go("#chat/" + guest.id);
            assertShown(guest);
            translate();
            assertShown(guest);
        }
        dashboard.go("#chats");
        assertThat(dashboard.page.locator(".conversation")).containsText("3 people are waiting");
        assertThat(dashboard.page.locator(".log, .details")).hasCount(0);
    }

    private void assertShown(NamedGuest guest) {
        String name = guest.name;
        assertThat(dashboard.page.locator("#conversation-heading")).hasText(name);
        assertThat(dashboard.page.locator("#details-heading")).hasText("About " + name);
        assertThat(dashboard.page.locator(".details dd").first()).hasText(guest.email);
        assertThat(dashboard.page.locator(".details dl")).containsText("/" + guest.email);
        assertThat(dashboard.messages()).hasText(new String[] {"Guest: " + guest.message});
        assertThat(dashboard.page.locator(".log-note")).hasText("Here " + name + "’s chat begins.");
        assertThat(dashboard.chat(guest.id).locator(".chat-item-name")).containsText(name);
        assertNotToBeTranslated(name);
    }

    /** Wherever the name is shown. */
    private void assertNotToBeTranslated(String name) {
        assertThat(dashboard.page.evaluate("""
                name => {
                  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                  const translated = [];
                  while (texts.nextNode()) {
                    const { data, parentElement } = texts.currentNode;
                    if (data.includes(name) && parentElement.translate) translated.push(parentElement.outerHTML);
                  }
                  return translated;
                }""", name)).isEqualTo(List.of());
    }

    @Test
    void counters_messages_and_presence_go_on() {
        NamedGuest ada = guest("Ada", "ada@example.org", "1");
        NamedGuest grace = guest("Grace", "grace@example.org", "first");
        logIn();
        assertThat(dashboard.page.locator(".nav-rail .badge")).hasText("2");
        assertThat(dashboard.page).hasTitle("(2) Porchlight");
        translate();
        dashboard.go("#chat/" + grace.id);
        assertThat(dashboard.messages()).hasCount(1);
        Locator unread = dashboard.chat(ada.id).locator(".badge.strong");
        for (int count = 1; count <= 3; count++) {
            assertThat(unread).hasText(Integer.toString(count));
            assertThat(dashboard.chat(ada.id).locator(".chat-item-text")).hasText(Integer.toString(count));
            translate();
            ada.say(Integer.toString(count + 1));
        }
        grace.client.ask("typing", "chatId", grace.id, "token", grace.token);
        assertThat(dashboard.page.locator(".typing")).hasText("Grace is typing");
        assertNotToBeTranslated("Grace");
        translate();
        grace.say("second");
        assertThat(dashboard.messages()).hasText(new String[] {"Guest: first", "Guest: second"});
        translate();
        dashboard.composer().fill("answer");
        dashboard.press("Enter");
        assertThat(dashboard.messages()).hasText(new String[] {"Guest: first", "Guest: second", "You: answer"});
        assertThat(dashboard.page.locator(".nav-rail .badge")).hasText("1");
        assertThat(dashboard.page).hasTitle("(1) Porchlight");
        assertThat(dashboard.page.locator("[aria-controls=list-waiting]")).hasText("Waiting 1");
        assertThat(dashboard.page.locator("[aria-controls=list-active]")).hasText("Answered 1");

        Locator presence = dashboard.page.locator(".conversation-who p");
        assertThat(presence).hasText("Online");
        translate();
        grace.client.close();
        assertThat(presence).hasText(Pattern.compile("Last message: \\d\\d:\\d\\d"));
        translate();
        dashboard.button("Close chat").click();
        assertThat(dashboard.button("Reopen")).isVisible();
        assertThat(dashboard.page.locator(".conversation-close")).hasText("Reopen");
        assertThat(dashboard.page.locator("[aria-controls=list-closed]")).hasText("Closed 1");
        translate();
        dashboard.button("Ban this guest").click();
        assertThat(dashboard.heading("Ban Grace?")).isVisible();
        assertNotToBeTranslated("Grace");
        translate();
        dashboard.button("Ban").click();
        assertThat(dashboard.page.locator(".conversation-foot")).containsText("Grace is banned");
        assertNotToBeTranslated("Grace");
        translate();
        dashboard.button("Delete the chat").click();
        assertThat(dashboard.page.locator("#confirm-title")).hasText("Delete the chat with Grace?");
        dashboard.button("Delete for good").click();
        assertThat(dashboard.page.locator("[data-chat]")).hasCount(1);
    }

    @Test
    void a_search_finds_and_finds_nothing() {
        guest("Ada", "ada@example.org", "hello");
        guest("Grace", "grace@example.org", "hello");
        logIn();
        assertThat(dashboard.section("waiting")).hasCount(2);
        Locator result = dashboard.page.locator(".list-scroll > [role=status]");
        for (String[] search : new String[][] {
            {"ada", "1 chat found"},
            {"hello", "2 chats found"},
            {"xyz", "“xyz” is in no name, e-mail address or last message."},
            {"grace", "1 chat found"}
        }) {
            translate();
            dashboard.page.getByLabel("Search the chats").fill(search[0]);
            assertThat(result).hasText(search[1]);
        }
        translate();
        dashboard.press("Escape");
        assertThat(result).hasText("");
        assertThat(dashboard.section("waiting")).hasCount(2);
    }

    @Test
    void settings_and_the_log_in_go_on() {
        dashboard.open("#login");
        translate();
        dashboard.page.getByLabel("E-mail").fill(owner.email());
        for (String password : new String[] {"a wrong one", PASSWORD}) {
            dashboard.page.getByLabel("Password").fill(password);
            dashboard.page.locator("form .button.primary").click();
            if (!password.equals(PASSWORD)) {
                assertThat(dashboard.page.locator("[role=alert]"))
                        .hasText("The e-mail address or the password is wrong.");
                assertThat(dashboard.page.locator("form .button.primary")).hasText("Log in");
                translate();
            }
        }
        assertThat(dashboard.heading("The light is on")).isVisible();
        translate();
        Locator title = dashboard.page.locator("#setting-heading");
        for (String[] page : new String[][] {
            {"embed", "Embed"}, {"hours", "Office hours"}, {"sessions", "Where you are logged in"}, {"texts", "Texts"}
        }) {
            dashboard.go("#settings/" + page[0]);
            assertThat(title).hasText(page[1]);
            assertThat(dashboard.page.locator(".menu-item[aria-current]")).hasText(page[1]);
            translate();
        }
        dashboard.page.getByLabel("Greeting").fill("Come in!");
        dashboard.button("Save").click();
        assertThat(dashboard.page.locator(".note.good")).hasText("Saved. Your guests see it from the next page on.");
        translate();
        dashboard.page.getByLabel("Greeting").fill("Come in, please!");
        assertThat(dashboard.page.locator(".note.good")).hasCount(0);
        translate();
        dashboard.go("#settings/replies");
        assertThat(dashboard.heading("Leave without saving?")).isVisible();
        dashboard.button("Leave").click();
        translate();
        for (int count = 1; count <= 3; count++) {
            dashboard.button("Add a reply").click();
            assertThat(dashboard.page.locator(".canned-entry")).hasCount(count);
            translate();
        }
        dashboard.page.locator(".canned-entry button").first().click();
        assertThat(dashboard.page.locator(".canned-entry")).hasCount(2);
    }

    private NamedGuest guest(String name, String email, String message) {
        ChatClient client = connect();
        String page = "https://shop.example/" + email;
        JsonNode chat = client.ask("getNewChat", "domain", owner.domain(), "name", name, "email", email, "page", page);
        NamedGuest guest = new NamedGuest(
                client, chat.get("chatId").asString(), chat.get("guestToken").asString(), name, email, message);
        guest.say(message);
        return guest;
    }

    private record NamedGuest(ChatClient client, String id, String token, String name, String email, String message) {

        void say(String text) {
            client.ask("newMessage", "chatId", id, "token", token, "message", text);
        }
    }
}
