package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.options.AriaRole;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.Chromium;
import java.nio.file.Files;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DashboardTest extends BrowserTest {

    private Desk desk;

    @AfterEach
    void leave() {
        if (desk != null) {
            desk.assertNoComplaints();
            desk.close();
        }
    }

    @Test
    void an_owner_registers_answers_closes_reopens_bans_and_deletes() throws Exception {
        desk = Desk.of(Chromium.browser(), port);
        String domain = UUID.randomUUID() + ".example";
        desk.register("ada@" + domain, PASSWORD, domain);
        assertThat(desk.heading("The light is on")).isVisible();
        assertThat(desk.page.locator(".first pre")).containsText("data-domain=\"" + domain + "\"");

        GuestChat guest = newChat(domain);
        guest.say("Is the blue lamp still there? See https://shop.example/lamps.");
        assertThat(desk.section("waiting")).hasCount(1);
        assertThat(desk.page).hasTitle("(1) Porchlight");
        desk.chat(guest.id()).click();
        assertThat(desk.messages()).hasCount(1);
        assertThat(desk.page.locator(".log a")).hasAttribute("href", "https://shop.example/lamps");
        assertThat(desk.page).hasTitle("Porchlight");

        guest.client().ask("typing", "chatId", guest.id(), "token", guest.token());
        assertThat(desk.page.getByText("Guest is typing")).isVisible();
        desk.composer().fill("Yes.\nTwo of them.");
        desk.press("Enter");
        assertThat(desk.messages()).hasCount(2);
        assertThat(guest.client().next("messageAdded").at("/message/message").asString())
                .isEqualTo("Yes.\nTwo of them.");
        assertThat(desk.section("active")).hasCount(1);
        guest.client().ask("markRead", "chatId", guest.id(), "token", guest.token(), "seq", 2);
        assertThat(desk.page.locator(".seen")).isVisible();

        Download transcript = desk.page.waitForDownload(
                () -> desk.button("Download the transcript").click());
        assertThat(Files.readString(transcript.path()))
                .contains("Chat with Guest <guest@example.com>", "] Guest: Is the blue lamp", "] Owner: Yes.\n");

        desk.button("Close chat").click();
        assertThat(desk.section("closed")).hasCount(1);
        desk.button("Reopen").click();
        assertThat(desk.composer()).isFocused();
        desk.page.keyboard().insertText("One more thing.");
        desk.press("Enter");
        assertThat(desk.section("active")).hasCount(1);

        desk.button("Ban this guest").click();
        desk.button("Ban").click();
        assertThat(desk.page.getByText("Guest is banned")).isVisible();
        assertThat(guest.say("Hello?").get("code").asString()).isEqualTo("FORBIDDEN");
        desk.page.locator(".talk-foot button").click();
        assertThat(desk.composer()).isVisible();

        desk.button("Delete the chat").click();
        assertThat(desk.button("Cancel")).isFocused();
        desk.press("Escape");
        assertThat(desk.chat(guest.id())).isVisible();
        desk.button("Delete the chat").click();
        desk.button("Delete for good").click();
        assertThat(desk.heading("The light is on")).isVisible();
    }

    @Test
    void everything_works_by_keys_alone() {
        Account owner = newOwner();
        GuestChat first = newChat(owner);
        first.say("first");
        GuestChat second = newChat(owner);
        second.say("second");
        rest().send(
                        "PUT",
                        "/owner/replies",
                        "application/json",
                        "{\"replies\":[{\"shortcut\":\"hours\",\"text\":\"From nine to five.\"}]}",
                        "Authorization",
                        "Bearer " + owner.token());
        desk = Desk.of(Chromium.browser(), port);
        desk.open("");
        desk.page.getByLabel("E-mail").focus();
        desk.page.keyboard().type(owner.email());
        desk.press("Tab");
        desk.page.keyboard().type(PASSWORD);
        desk.press("Enter");
        assertThat(desk.section("waiting")).hasCount(2);

        desk.press("j");
        assertThat(desk.chat(first.id())).isFocused();
        desk.press("j");
        assertThat(desk.chat(second.id())).isFocused();
        assertThat(desk.messages()).hasText(new String[] {"Guest: second"});
        desk.press("k");
        assertThat(desk.chat(first.id())).isFocused();
        desk.press("Enter");
        assertThat(desk.composer()).isFocused();
        desk.page.keyboard().type("/ho");
        assertThat(desk.page.getByRole(AriaRole.OPTION)).hasCount(1);
        desk.press("Enter");
        assertThat(desk.composer()).hasValue("From nine to five.");
        desk.press("Enter");
        assertThat(desk.section("active")).hasCount(1);
        desk.page.keyboard().type("jk?/ are letters here");
        assertThat(desk.composer()).hasValue("jk?/ are letters here");

        desk.press("Alt+ArrowUp");
        assertThat(desk.page.locator("[aria-current=true]")).hasAttribute("data-chat", second.id());
        assertThat(desk.composer()).isFocused();
        assertThat(desk.composer()).hasValue("");
        desk.press("Alt+ArrowDown");
        assertThat(desk.composer()).hasValue("jk?/ are letters here");
        desk.press("Alt+KeyX");
        assertThat(desk.section("closed")).hasCount(1);
        desk.press("Escape");
        assertThat(desk.chat(first.id())).isFocused();

        desk.press("/");
        desk.page.keyboard().type("SECÓND");
        assertThat(desk.page.locator("[data-chat]")).hasCount(1);
        desk.press("Escape");
        assertThat(desk.page.locator("[data-chat]")).hasCount(2);
        desk.press("Escape", "?");
        assertThat(desk.heading("Keys")).isVisible();
        desk.press("Escape");
        assertThat(desk.heading("Keys")).isHidden();
        desk.press("s");
        assertThat(desk.heading("Embed")).isVisible();
        desk.press("c");
        assertThat(desk.section("waiting")).hasCount(1);
    }

    @Test
    void what_guests_say_is_text_wherever_it_is_shown() {
        String evil = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>${1}";
        Account owner = newOwner();
        ChatClient client = connect();
        JsonNode chat = client.ask(
                "getNewChat",
                "email",
                "guest?bcc=x&body=y@example.com",
                "name",
                evil,
                "domain",
                owner.domain(),
                "page",
                "javascript:document.title='broken'",
                "referrer",
                "data:text/html," + evil,
                "locale",
                "<b>x",
                "device",
                evil);
        String id = chat.get("chatId").asString();
        client.ask(
                "newMessage",
                "chatId",
                id,
                "token",
                chat.get("guestToken").asString(),
                "message",
                evil + " javascript:alert(1) https://a.example/\"onclick=\"x");
        desk = Desk.of(Chromium.browser(), port);
        desk.logIn(owner.email(), PASSWORD);
        desk.chat(id).click();
        assertThat(desk.messages()).containsText(new String[] {"<script>document.title='broken'</script>${1}"});
        assertThat(desk.page.locator("#facts-heading")).containsText("<img src=x");
        assertThat(desk.page.locator("a[href^='mailto:']"))
                .hasAttribute("href", "mailto:guest%3Fbcc%3Dx%26body%3Dy%40example.com");
        assertThat(desk.page.locator("a[href^='javascript:' i], a[href^='data:' i]"))
                .hasCount(0);
        assertThat(desk.page.locator(".columns img, .columns script")).hasCount(0);
        desk.button("Delete the chat").click();
        assertThat(desk.page.locator("#question-title")).containsText("<img src=x");
        desk.press("Escape");
        desk.page.getByLabel("Search the chats").fill("<img");
        assertThat(desk.page.locator("[data-chat]")).hasCount(1);
        assertThat(desk.page).not().hasTitle("broken");
    }

    @Test
    void a_session_that_ends_leads_to_the_log_in_and_back() {
        Account owner = newOwner();
        GuestChat guest = newChat(owner);
        guest.say("hello");
        desk = Desk.of(Chromium.browser(), port);
        desk.logIn(owner.email(), PASSWORD);
        desk.chat(guest.id()).click();
        desk.composer().fill("half a sentence");
        rest().send(
                        "DELETE",
                        "/owner/sessions",
                        "application/json",
                        "",
                        "Authorization",
                        "Bearer " + logIn(owner).token());
        assertThat(desk.page.getByText("You were logged out. Please log in again."))
                .isVisible();
        desk.page.getByLabel("E-mail").fill(owner.email());
        desk.page.getByLabel("Password").fill(PASSWORD);
        desk.button("Log in").click();
        assertThat(desk.messages()).hasCount(1);
        assertThat(desk.composer()).hasValue("half a sentence");
    }
}
