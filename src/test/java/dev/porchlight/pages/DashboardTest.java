package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.porchlight.testing.Accessibility;
import dev.porchlight.testing.ChatClient;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;
import tools.jackson.databind.JsonNode;

class DashboardTest extends DashboardFixture {

    @Test
    void an_invitation_opens_the_form_where_nobody_else_may_register() {
        dashboard.page.addInitScript("""
                new MutationObserver((changes, observer) => {
                  const meta = document.querySelector('meta[name=porchlight-registration]');
                  if (!meta) return;
                  meta.content = 'closed';
                  observer.disconnect();
                }).observe(document, { childList: true, subtree: true });""");
        dashboard.open("#login");
        assertThat(dashboard.button("Log in")).isVisible();
        assertThat(dashboard.page.getByText("Register your website")).hasCount(0);
        dashboard.go("#register");
        assertThat(dashboard.page.getByText("Accounts are made by invitation here"))
                .isVisible();
        assertThat(dashboard.page.getByLabel("Domain of your website")).hasCount(0);
        Accessibility.assertAccessible(dashboard.page);

        String code = "A".repeat(22);
        String domain = UUID.randomUUID() + ".example";
        dashboard.go("#register/" + code);
        dashboard.page.getByLabel("Domain of your website").fill(domain);
        dashboard.page.getByLabel("E-mail").fill("ada@" + domain);
        dashboard.page.getByLabel("Password").fill(PASSWORD);
        Request sent = dashboard.page.waitForRequest(
                "**/owner/register", () -> dashboard.button("Register").click());

        assertThat(sent.postData()).contains("\"invitation\":\"" + code + "\"");
        assertThat(dashboard.heading("The light is on")).isVisible();
        assertThat(dashboard.page.url()).doesNotContain(code);
    }

    @Test
    void an_owner_registers_answers_closes_reopens_bans_and_deletes() throws Exception {
        String domain = UUID.randomUUID() + ".example";
        dashboard.register("ada@" + domain, PASSWORD, domain);
        assertThat(dashboard.heading("The light is on")).isVisible();
        assertThat(dashboard.page.locator(".onboarding pre")).containsText("data-domain=\"" + domain + "\"");

        GuestChat guest = newChat(domain);
        guest.say("Is the blue lamp still there? See https://shop.example/lamps.");
        assertThat(dashboard.section("waiting")).hasCount(1);
        assertThat(dashboard.page).hasTitle("(1) Porchlight");
        dashboard.chat(guest.id()).click();
        assertThat(dashboard.messages()).hasCount(1);
        assertThat(dashboard.page.locator(".log a")).hasAttribute("href", "https://shop.example/lamps");
        assertThat(dashboard.chat(guest.id()).locator(".badge.strong")).hasCount(0);
        // Read, and not answered yet.
        assertThat(dashboard.page).hasTitle("(1) Porchlight");

        guest.client().ask("typing", "chatId", guest.id(), "token", guest.token());
        assertThat(dashboard.page.getByText("Guest is typing")).isVisible();
        dashboard.composer().fill("Yes.\nTwo of them.");
        dashboard.press("Enter");
        assertThat(dashboard.messages()).hasCount(2);
        assertThat(guest.client().next("messageAdded").at("/message/message").asString())
                .isEqualTo("Yes.\nTwo of them.");
        assertThat(dashboard.section("active")).hasCount(1);
        assertThat(dashboard.page).hasTitle("Porchlight");
        guest.client().ask("markRead", "chatId", guest.id(), "token", guest.token(), "seq", 2);
        assertThat(dashboard.page.locator(".seen")).isVisible();

        Download transcript = dashboard.page.waitForDownload(
                () -> dashboard.button("Download the transcript").click());
        assertThat(Files.readString(transcript.path()))
                .contains("Chat with Guest <guest@example.com>", "] Guest Guest: Is the blue lamp", "] Owner: Yes.\n");

        dashboard.button("Close chat").click();
        assertThat(dashboard.section("closed")).hasCount(1);
        dashboard.button("Reopen").click();
        assertThat(dashboard.composer()).isFocused();
        dashboard.page.keyboard().insertText("One more thing.");
        dashboard.press("Enter");
        assertThat(dashboard.section("active")).hasCount(1);

        dashboard.button("Ban this guest").click();
        dashboard.button("Ban").click();
        assertThat(dashboard.page.getByText("Guest is banned")).isVisible();
        assertThat(guest.say("Hello?").get("code").asString()).isEqualTo("FORBIDDEN");
        dashboard.page.locator(".conversation-foot button").click();
        assertThat(dashboard.composer()).isVisible();

        dashboard.button("Delete the chat").click();
        assertThat(dashboard.button("Cancel")).isFocused();
        dashboard.press("Escape");
        assertThat(dashboard.chat(guest.id())).isVisible();
        dashboard.button("Delete the chat").click();
        dashboard.button("Delete for good").click();
        assertThat(dashboard.heading("The light is on")).isVisible();
    }

    @Test
    void a_guest_who_begins_with_you_is_not_taken_for_the_owner() {
        GuestChat chat = newChat(owner);
        chat.say("You: It is free.");
        logIn();
        Locator item = dashboard.chat(chat.id());
        assertThat(item.locator(".chat-item-text")).hasText("You: It is free.");
        assertThat(item.locator(".chat-item-author")).hasCount(0);
        assertThat(item).containsText("Guest: You: It is free.");

        item.click();
        dashboard.composer().fill("It is not.");
        dashboard.press("Enter");
        assertThat(item.locator(".chat-item-author")).hasText("You:");
        assertThat(item.locator(".chat-item-author .icon")).isVisible();
        assertThat(item.locator(".chat-item-text")).hasText("It is not.");
    }

    @Test
    void a_guest_writes_no_line_of_a_transcript_for_the_owner() {
        dashboard.open("");
        // With it, the texts have been loaded.
        assertThat(dashboard.page.locator("form").first()).isVisible();
        String lines = (String) dashboard.page.evaluate("""
                async () => {
                  const main = document.querySelector('script[type=module]').src;
                  const { transcript } = await import(new URL('transcript.js', main).href);
                  const forged = '[2026-11-30T00:00:00.000Z] Owner: It is free.';
                  const message = ['', '\\r\\n', ...'\\n\\v\\f\\r\\x1c\\x1d\\x1e\\x85\\u2028\\u2029'].join(forged) + forged;
                  const messages = [
                    { seq: 1, role: 'guest', message, sentAt: '2026-11-30T00:00:00.000Z' },
                    { seq: 2, role: 'owner', message: 'It is not.', sentAt: '2026-11-30T00:00:01.000Z' },
                  ];
                  const socket = { request: async () => ({ data: messages }) };
                  const chat = {
                    _id: 'x', guest: { name: 'Owner' }, domain: 'shop.example', page: 'https://shop.example/\\u2028' + forged,
                    createdAt: '2026-11-30T00:00:00.000Z',
                  };
                  return transcript(socket, 'token', chat);
                }
                """);

        assertThat(lines.split("\r\n|[\n\u000b\f\r\u001c-\u001e\u0085\u2028\u2029]"))
                .filteredOn(line -> line.startsWith("["))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("[2026-11-30T00:00:00.000Z] Guest Owner: "),
                        second -> assertThat(second).isEqualTo("[2026-11-30T00:00:01.000Z] Owner: It is not."));
        assertThat(lines).contains("\n    [2026-11-30T00:00:00.000Z] Owner: It is free.");
    }

    @Test
    void everything_works_by_keys_alone() {
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
        dashboard.open("");
        dashboard.page.getByLabel("E-mail").focus();
        dashboard.page.keyboard().type(owner.email());
        dashboard.press("Tab");
        dashboard.page.keyboard().type(PASSWORD);
        dashboard.press("Enter");
        assertThat(dashboard.section("waiting")).hasCount(2);

        dashboard.press("j");
        assertThat(dashboard.chat(first.id())).isFocused();
        dashboard.press("j");
        assertThat(dashboard.chat(second.id())).isFocused();
        assertThat(dashboard.messages()).hasText(new String[] {"Guest: second"});
        dashboard.press("k");
        assertThat(dashboard.chat(first.id())).isFocused();
        dashboard.press("Enter");
        assertThat(dashboard.composer()).isFocused();
        dashboard.page.keyboard().type("/ho");
        assertThat(dashboard.page.getByRole(AriaRole.OPTION)).hasCount(1);
        dashboard.press("Enter");
        assertThat(dashboard.composer()).hasValue("From nine to five.");
        dashboard.press("Enter");
        assertThat(dashboard.section("active")).hasCount(1);
        dashboard.page.keyboard().type("jk?/ are letters here");
        assertThat(dashboard.composer()).hasValue("jk?/ are letters here");

        dashboard.press("Alt+ArrowUp");
        assertThat(dashboard.page.locator("[aria-current=true]")).hasAttribute("data-chat", second.id());
        assertThat(dashboard.composer()).isFocused();
        assertThat(dashboard.composer()).hasValue("");
        dashboard.press("Alt+ArrowDown");
        assertThat(dashboard.composer()).hasValue("jk?/ are letters here");
        dashboard.press("Alt+KeyX");
        assertThat(dashboard.section("closed")).hasCount(1);
        dashboard.press("Escape");
        assertThat(dashboard.chat(first.id())).isFocused();

        dashboard.press("/");
        dashboard.page.keyboard().type("SECÓND");
        assertThat(dashboard.page.locator("[data-chat]")).hasCount(1);
        dashboard.press("Escape");
        assertThat(dashboard.page.locator("[data-chat]")).hasCount(2);
        dashboard.press("Escape", "?");
        assertThat(dashboard.heading("Keys")).isVisible();
        dashboard.press("Escape");
        assertThat(dashboard.heading("Keys")).isHidden();
        dashboard.press("s");
        assertThat(dashboard.heading("Embed")).isVisible();
        dashboard.press("c");
        assertThat(dashboard.section("waiting")).hasCount(1);
    }

    @Test
    void a_draft_is_one_in_all_tabs_and_sent_by_one() {
        GuestChat guest = newChat(owner);
        guest.say("hello");
        logIn();
        dashboard.go("#chat/" + guest.id());
        assertThat(dashboard.messages()).hasCount(1);
        Page other = dashboard.context.newPage();
        other.navigate(dashboard.page.url());
        Locator there = other.getByLabel("Your answer");
        there.pressSequentially("Good day");
        assertThat(dashboard.composer()).hasValue("Good day");
        there.fill("Good day,\nand welcome");
        dashboard.composer().press("End");
        assertThat(dashboard.composer()).hasValue("Good day,\nand welcome");
        dashboard.page.keyboard().type("!");
        assertThat(there).hasValue("Good day,\nand welcome!");

        dashboard.press("Enter");
        assertThat(dashboard.composer()).hasValue("");
        assertThat(there).hasValue("");
        assertThat(other.getByLabel("Send")).isDisabled();
        there.press("Enter");
        assertThat(dashboard.messages()).hasCount(2);
    }

    /** On a keyboard, whatever the pointer; the hint says the same. */
    @ParameterizedTest
    @CsvSource({"desk, true", "desk without a mouse, true", "tablet, false"})
    void enter_sends_where_it_is_pressed_on_a_keyboard(String device, boolean hintAtFirst) {
        boolean tablet = device.equals("tablet");
        useBrowser(new Browser.NewContextOptions()
                .setHasTouch(tablet)
                .setIsMobile(tablet)
                .setViewportSize(1024, 768));
        if (device.equals("desk without a mouse")) {
            dashboard.page.addInitScript("""
                    const { matchMedia } = window;
                    window.matchMedia = query => matchMedia.call(window, query.includes('pointer') ? 'not all' : query);
                    """);
        }
        GuestChat guest = newChat(owner);
        guest.say("hello");
        logIn();
        dashboard.go("#chat/" + guest.id());
        assertThat(dashboard.messages()).hasCount(1);
        Locator hint = dashboard.page.locator(".composer-hint .only-keys");
        assertThat(hint).isVisible(new LocatorAssertions.IsVisibleOptions().setVisible(hintAtFirst));

        dashboard.composer().fill("On a");
        assertThat(pressEnter("{ code: '' }")).isTrue();
        assertThat(hint).isHidden();
        assertThat(dashboard.composer()).hasValue("On a");
        assertThat(pressEnter("{ code: 'Enter', shiftKey: true }")).isTrue();
        assertThat(hint).isVisible();
        dashboard.composer().press("End");
        dashboard.page.keyboard().type(" keyboard");
        dashboard.press("Enter");
        assertThat(dashboard.messages()).hasText(new String[] {"Guest: hello", "You: On a keyboard"});
    }

    @Test
    void enter_that_ends_a_composition_does_not_send() {
        GuestChat guest = newChat(owner);
        guest.say("hello");
        logIn();
        dashboard.chat(guest.id()).click();
        dashboard.composer().fill("かんじ");
        for (String key : List.of("isComposing: true, keyCode: 13", "isComposing: false, keyCode: 229")) {
            assertThat(pressEnter("{ code: 'Enter', " + key + " }")).as(key).isTrue();
        }
        assertThat(dashboard.composer()).hasValue("かんじ");
        assertThat(pressEnter("{ code: 'Enter', keyCode: 13 }")).isFalse();
        assertThat(dashboard.composer()).hasValue("");
    }

    /** @return whether the browser would go on to write a line break */
    private boolean pressEnter(String event) {
        return (boolean) dashboard
                .composer()
                .evaluate("(field, event) => field.dispatchEvent(new KeyboardEvent('keydown',"
                        + " { key: 'Enter', bubbles: true, cancelable: true, ..." + event + " }))");
    }

    @Test
    void what_was_typed_comes_back_by_undoing_a_canned_reply_and_nothing_that_was_sent() {
        GuestChat guest = newChat(owner);
        guest.say("hello");
        rest().send(
                        "PUT",
                        "/owner/replies",
                        "application/json",
                        "{\"replies\":[{\"shortcut\":\"hours\",\"text\":\"From nine to five.\\nOn weekdays.\"}]}",
                        "Authorization",
                        bearer());
        logIn();
        dashboard.chat(guest.id()).click();
        Locator field = dashboard.composer();
        field.focus();
        for (boolean byKey : new boolean[] {true, false}) {
            dashboard.page.keyboard().type("/ho");
            Locator option = dashboard.page.getByRole(AriaRole.OPTION);
            assertThat(option).hasCount(1);
            if (byKey) {
                dashboard.press("Enter");
            } else {
                option.click();
            }
            assertThat(field).hasValue("From nine to five.\nOn weekdays.");
            dashboard.press("Control+KeyZ");
            assertThat(field).hasValue("/ho");
            dashboard.press("Control+Shift+KeyZ");
            assertThat(field).hasValue("From nine to five.\nOn weekdays.");
            dashboard.press("Enter");
            assertThat(field).hasValue("");
            dashboard.press("Control+KeyZ");
            assertThat(field).hasValue("");
        }
        dashboard.page.keyboard().insertText("new");
        for (int i = 0; i < 2; i++) {
            dashboard.press("Control+KeyZ");
            assertThat(field).hasValue("");
        }
        dashboard.page.keyboard().insertText("new");
        dashboard.press("Control+KeyA", "Delete");
        assertThat(field).hasValue("");
        dashboard.press("Control+KeyZ");
        assertThat(field).hasValue("new");
        assertThat(dashboard.messages()).hasCount(3);
    }

    @Test
    void a_chat_that_its_guest_ended_is_told_from_one_that_the_owner_closed() {
        GuestChat guest = newChat(owner);
        guest.say("hello");
        logIn();
        dashboard.chat(guest.id()).click();
        Locator note = dashboard.page.locator(".conversation-foot .note");
        dashboard.button("Close chat").click();
        assertThat(note).hasText("You closed this chat. Writing opens it again.");
        guest.say("one more thing");
        assertThat(note).hasCount(0);
        guest.client().ask("closeChat", "chatId", guest.id(), "token", guest.token());
        assertThat(note).hasText("Guest ended this chat. Writing opens it again.");
        dashboard.page.reload();
        assertThat(note).hasText("Guest ended this chat. Writing opens it again.");
        guest.client().ask("closeChat", "chatId", guest.id(), "token", owner.token());
        dashboard.composer().fill("Are you there?");
        dashboard.press("Enter");
        assertThat(note).hasCount(0);
    }

    @Test
    void the_divider_above_new_messages_goes_with_reading_answering_and_leaving() {
        GuestChat guest = newChat(owner);
        guest.say("hello");
        GuestChat other = newChat(owner);
        other.say("good morning");
        logIn();
        Locator divider = dashboard.page.locator(".divider.new");
        dashboard.chat(guest.id()).click();
        assertThat(divider).hasCount(1);
        guest.say("are you there?");
        assertThat(dashboard.messages()).hasCount(2);
        assertThat(divider).hasCount(0);

        dashboard.chat(other.id()).click();
        assertThat(divider).hasCount(1);
        dashboard.chat(guest.id()).click();
        assertThat(dashboard.messages()).hasCount(2);
        assertThat(divider).hasCount(0);
        dashboard.chat(other.id()).click();
        assertThat(dashboard.messages()).hasCount(1);
        assertThat(divider).hasCount(0);

        guest.say("hello?");
        assertThat(dashboard.chat(guest.id())).containsText("hello?");
        dashboard.chat(guest.id()).click();
        assertThat(dashboard.messages()).hasCount(3);
        assertThat(dashboard.page.locator(".message:has(.divider.new)")).containsText("hello?");
        dashboard.composer().fill("Here I am.");
        dashboard.press("Enter");
        assertThat(dashboard.messages()).hasCount(4);
        assertThat(divider).hasCount(0);
    }

    @Test
    void markup_from_guests_is_shown_as_text() {
        String evil = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>${1}";
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
        logIn();
        dashboard.chat(id).click();
        assertThat(dashboard.messages()).containsText(new String[] {"<script>document.title='broken'</script>${1}"});
        assertThat(dashboard.page.locator("#details-heading")).containsText("<img src=x");
        assertThat(dashboard.page.locator("a[href^='mailto:']"))
                .hasAttribute("href", "mailto:guest%3Fbcc%3Dx%26body%3Dy%40example.com");
        assertThat(dashboard.page.locator("a[href^='javascript:' i], a[href^='data:' i]"))
                .hasCount(0);
        assertThat(dashboard.page.locator(".columns img, .columns script")).hasCount(0);
        dashboard.button("Delete the chat").click();
        assertThat(dashboard.page.locator("#confirm-title")).containsText("<img src=x");
        dashboard.press("Escape");
        dashboard.page.getByLabel("Search the chats").fill("<img");
        assertThat(dashboard.page.locator("[data-chat]")).hasCount(1);
        assertThat(dashboard.page).not().hasTitle("broken");
    }

    @Test
    void what_shows_nothing_is_not_sent() {
        GuestChat guest = newChat(owner);
        guest.say("Hello");
        logIn();
        dashboard.chat(guest.id()).click();
        dashboard.composer().fill("Hi");
        assertThat(dashboard.button("Send")).isEnabled();
        for (String blank : List.of("\u200b", "\u0651", " \u3164\n")) {
            dashboard.composer().fill(blank);
            assertThat(dashboard.button("Send")).isDisabled();
            dashboard.press("Enter");
        }
        dashboard.composer().fill("!");
        dashboard.press("Enter");
        assertThat(dashboard.messages())
                .containsText(
                        new String[] {"Hello", "!"}, new LocatorAssertions.ContainsTextOptions().setTimeout(40_000));
    }

    @Test
    void what_was_stored_and_shows_nothing_is_shown_all_the_same(@Autowired MongoOperations mongo) {
        GuestChat guest = newChat(owner);
        guest.say("Hello");
        ObjectId chat = new ObjectId(guest.id());
        await().atMost(40, TimeUnit.SECONDS)
                .until(() -> mongo.getCollection("chats")
                                .countDocuments(new Document("_id", chat).append("lastMessage.message", "Hello"))
                        == 1);
        mongo.getCollection("messages")
                .updateOne(new Document("chatId", chat), new Document("$set", new Document("message", "\u200b")));
        mongo.getCollection("chats")
                .updateOne(
                        new Document("_id", chat),
                        new Document(
                                "$set", new Document("lastMessage.message", "\u200b").append("guest.name", "\u3164")));
        logIn();
        assertThat(dashboard.chat(guest.id())).containsText("guest@example.com");
        assertThat(dashboard.chat(guest.id())).containsText("…");
        dashboard.chat(guest.id()).click();
        assertThat(dashboard.messages()).containsText(new String[] {"…"});
        dashboard.button("Delete the chat").click();
        assertThat(dashboard.page.locator("#confirm-title")).not().containsText("\u3164");
    }

    @Test
    void a_revoked_session_leads_to_the_log_in_form_and_back() {
        GuestChat guest = newChat(owner);
        guest.say("hello");
        logIn();
        dashboard.chat(guest.id()).click();
        dashboard.composer().fill("half a sentence");
        rest().send(
                        "DELETE",
                        "/owner/sessions",
                        "application/json",
                        "",
                        "Authorization",
                        "Bearer " + logIn(owner).token());
        assertThat(dashboard.page.getByText("You were logged out. Please log in again."))
                .isVisible();
        dashboard.page.getByLabel("E-mail").fill(owner.email());
        dashboard.page.getByLabel("Password").fill(PASSWORD);
        dashboard.button("Log in").click();
        assertThat(dashboard.messages()).hasCount(1);
        assertThat(dashboard.composer()).hasValue("half a sentence");
    }
}
