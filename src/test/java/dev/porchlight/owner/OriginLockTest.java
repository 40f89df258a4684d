package dev.porchlight.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Whose pages may bring guests to a website that is locked to its own. */
@TestPropertySource(properties = "porchlight.public-url=https://chat.example.org:8443/welcome")
class OriginLockTest extends ApplicationTest {

    private static Account owner;

    @BeforeEach
    void unlock() {
        if (owner == null) {
            owner = newOwner();
        }
        replaceSite(false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://DOMAIN               | true",
                "http://DOMAIN                | true",
                "https://DOMAIN:8443          | true",
                "https://www.DOMAIN           | true",
                "http://a.b.DOMAIN:81         | true",
                "HTTPS://DOMAIN               | true",
                "https://DOMAIN.              | true",
                "http://localhost             | true",
                "http://localhost:3000        | true",
                "http://127.0.0.1:5173        | true",
                "http://[::1]:8000            | true",
                "https://chat.example.org:8443 | true",
                "https://partner.example      | true",
                "http://partner.example:81    | true",
                "http://asked.example         | true",
                "https://asked.example:8000   | true",
                "null                         | false",
                "https://evil.example         | false",
                "https://evilDOMAIN           | false",
                "https://DOMAIN.evil.example  | false",
                "https://evil.example/DOMAIN  | false",
                "https://DOMAIN/              | false",
                "https://DOMAIN@evil.example  | false",
                "https://evil.example#.DOMAIN | false",
                "https://example.com          | false",
                "file://                      | false",
                "chrome-extension://DOMAIN    | false",
                "ftp://DOMAIN                 | false",
                "DOMAIN                       | false",
                "https://localhost.evil.example | false",
                "http://127.0.0.1.evil.example | false",
                "http://127.0.0.2             | false",
                "http://[::2]                 | false",
                "http://chat.example.org:8443 | false",
                "https://chat.example.org     | false",
                "https://sub.chat.example.org:8443 | false",
                "http://partner.example       | false",
                "https://partner.example:444  | false",
                "https://sub.partner.example  | false",
                "https://sub.asked.example    | false",
                "https://DOMAIN https://evil.example | false",
            })
    void pages_of_the_website_and_a_few_others_may(String pattern, boolean admitted) {
        String origin = pattern.replace("DOMAIN", owner.domain());
        lock("https://partner.example", "http://partner.example:81");

        JsonNode reply =
                connect("Origin: " + origin, "Host: asked.example:8080").ask("getNewChat", fields());

        if (admitted) {
            assertThat(reply.has("chatId")).as("%s", reply).isTrue();
        } else {
            assertForeign(reply);
        }
    }

    @Test
    void who_is_no_browser_may() {
        lock();

        assertThat(connect().ask("getNewChat", fields()).has("chatId")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"newMessage", "getChatMessages", "markRead", "typing", "closeChat", "getNewChat"})
    void every_request_of_a_guest_is_looked_at(String event) {
        GuestChat chat = newChat(owner, "Origin: https://evil.example");
        assertThat(ask(chat.client(), event, chat).toString()).doesNotContain("FORBIDDEN");
        lock();

        assertForeign(ask(chat.client(), event, chat));
        assertForeign(ask(connect("Origin: https://evil.example"), event, chat));
        assertThat(ask(connect("Origin: https://" + owner.domain()), event, chat)
                        .toString())
                .doesNotContain("FORBIDDEN");
    }

    @Test
    void a_page_that_is_refused_hears_no_more() {
        GuestChat chat = newChat(owner, "Origin: https://evil.example");
        lock();
        assertForeign(chat.say("hello"));
        chat.client().drain();

        connect().ask("newMessage", "chatId", chat.id(), "token", owner.token(), "message", "for her alone");

        assertThat(chat.client().drain()).isEmpty();
    }

    @Test
    void the_owner_may_from_anywhere() {
        GuestChat chat = newChat(owner);
        lock();
        ChatClient desk = connect("Origin: https://evil.example");

        for (JsonNode reply : List.of(
                desk.ask("getWaitingChats", "token", owner.token()),
                desk.ask("newMessage", "chatId", chat.id(), "token", owner.token(), "message", "hello"))) {
            assertThat(reply.get("statusCode").asInt()).isEqualTo(200);
        }
    }

    @Test
    void the_payload_cannot_choose_another_lock() {
        GuestChat chat = newChat(owner);
        Account stranger = newOwner();
        lock();
        ChatClient page = connect("Origin: https://" + stranger.domain());

        assertForeign(page.ask(
                "newMessage",
                "chatId",
                chat.id(),
                "token",
                chat.token(),
                "domain",
                stranger.domain(),
                "origin",
                "https://" + owner.domain(),
                "message",
                "x"));
    }

    @Test
    void unlocked_any_page_may_and_the_chat_says_which_one_did() {
        for (String origin : List.of("https://evil.example", "null", "https://" + "x".repeat(1000))) {
            GuestChat chat = newChat(owner, "Origin: " + origin);
            assertThat(listed(chat).get("origin").asString())
                    .isEqualTo(origin.substring(0, Math.min(300, origin.length())));
        }
        assertThat(listed(newChat(owner)).has("origin")).isFalse();
        connect("Origin: https://evil.example").ask("getNewChat", fields("origin", "https://made-up.example"));
        assertThat(connect().ask("getWaitingChats", "token", owner.token()).toString())
                .doesNotContain("made-up");
    }

    private JsonNode listed(GuestChat chat) {
        for (JsonNode listed :
                connect().ask("getWaitingChats", "token", owner.token()).get("data")) {
            if (listed.get("_id").asString().equals(chat.id())) {
                return listed;
            }
        }
        throw new AssertionError("Not listed");
    }

    private JsonNode ask(ChatClient client, String event, GuestChat chat) {
        return event.equals("getNewChat")
                ? client.ask(event, fields("guestToken", chat.token()))
                : client.ask(event, "chatId", chat.id(), "token", chat.token(), "message", "hello", "seq", 1);
    }

    private void lock(String... allowedOrigins) {
        replaceSite(true, allowedOrigins);
    }

    private void replaceSite(boolean locked, String... allowedOrigins) {
        String body = rest().json("locked", locked, "allowedOrigins", allowedOrigins);
        assertThat(rest().send(
                                "PUT",
                                "/owner/site",
                                "application/json",
                                body,
                                "Authorization",
                                "Bearer " + owner.token())
                        .status())
                .isEqualTo(200);
    }

    private Object[] fields(Object... further) {
        List<Object> fields =
                new ArrayList<>(List.of("email", "guest@example.com", "name", "Guest", "domain", owner.domain()));
        fields.addAll(List.of(further));
        return fields.toArray();
    }

    private static void assertForeign(JsonNode reply) {
        assertThat(reply.path("code").asString("")).as("%s", reply).isEqualTo("FORBIDDEN");
        assertThat(reply.get("statusCode").asInt()).isEqualTo(403);
        assertThat(reply.get("data").asString()).isEqualTo("Chats of this website work on its own pages only.");
    }
}
