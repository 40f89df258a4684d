package dev.porchlight.site;

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
import tools.jackson.databind.JsonNode;

/** The origin lock on the socket. */
class OriginLockApiTest extends ApplicationTest {

    private static Account owner;

    @BeforeEach
    void unlock() {
        if (owner == null) {
            owner = newOwner();
        }
        replaceSite(false);
    }

    @ParameterizedTest
    @CsvSource({
        "https://www.DOMAIN, true",
        "https://partner.example, true",
        "http://asked.example, true",
        "https://evil.example, false",
    })
    void the_origin_and_host_headers_decide(String pattern, boolean allowed) {
        String origin = pattern.replace("DOMAIN", owner.domain());
        lock("https://partner.example");

        JsonNode reply =
                connect("Origin: " + origin, "Host: asked.example:8080").ask("getNewChat", fields());

        if (allowed) {
            assertThat(reply.has("chatId")).as("%s", reply).isTrue();
        } else {
            assertForeign(reply);
        }
    }

    @Test
    void a_client_without_an_origin_is_allowed() {
        lock();

        assertThat(connect().ask("getNewChat", fields()).has("chatId")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"newMessage", "getChatMessages", "markRead", "typing", "closeChat", "getNewChat"})
    void every_request_of_a_guest_is_checked(String event) {
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
    void a_rejected_page_is_unsubscribed() {
        GuestChat chat = newChat(owner, "Origin: https://evil.example");
        lock();
        assertForeign(chat.say("hello"));
        chat.client().drain();

        connect().ask("newMessage", "chatId", chat.id(), "token", owner.token(), "message", "for its own pages");

        assertThat(chat.client().drain()).isEmpty();
    }

    @Test
    void owners_are_allowed_on_any_page() {
        GuestChat chat = newChat(owner);
        lock();
        ChatClient ownerClient = connect("Origin: https://evil.example");

        for (JsonNode reply : List.of(
                ownerClient.ask("getWaitingChats", "token", owner.token()),
                ownerClient.ask("newMessage", "chatId", chat.id(), "token", owner.token(), "message", "hello"))) {
            assertThat(reply.get("statusCode").asInt()).isEqualTo(200);
        }
    }

    @Test
    void the_payload_does_not_choose_the_lock() {
        GuestChat chat = newChat(owner);
        Account otherOwner = newOwner();
        lock();
        ChatClient page = connect("Origin: https://" + otherOwner.domain());

        assertForeign(page.ask(
                "newMessage",
                "chatId",
                chat.id(),
                "token",
                chat.token(),
                "domain",
                otherOwner.domain(),
                "origin",
                "https://" + owner.domain(),
                "message",
                "x"));
    }

    @Test
    void an_unlocked_site_allows_any_page_and_stores_its_origin() {
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
