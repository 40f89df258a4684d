package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.ChatClient.Event;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who is there, and who is writing. */
class PresenceTest extends ApplicationTest {

    private Account owner;
    private GuestChat chat;

    @BeforeEach
    void openChat() {
        owner = newOwner();
        chat = newChat(owner);
    }

    @Test
    void the_other_side_hears_who_comes_and_goes() {
        assertThat(history(chat.client(), chat.token())
                        .get("online")
                        .get("owner")
                        .asBoolean())
                .isFalse();

        ChatClient desk = connect();
        JsonNode list = desk.ask("getWaitingChats", "token", owner.token());
        assertThat(list.get("online").get(0).asString()).isEqualTo(chat.id());
        assertPresence(chat.client().next("presenceChanged"), "owner", true);
        assertThat(history(chat.client(), chat.token())
                        .get("online")
                        .get("owner")
                        .asBoolean())
                .isTrue();

        desk.close();
        assertPresence(chat.client().next("presenceChanged"), "owner", false);

        ChatClient again = connect();
        again.ask("getWaitingChats", "token", owner.token());
        chat.client().close();
        assertPresence(again.next("presenceChanged"), "guest", false);
        assertThat(again.ask("getWaitingChats", "token", owner.token()).get("online"))
                .isEmpty();
    }

    @Test
    void a_change_of_page_is_no_news() throws InterruptedException {
        ChatClient desk = connect();
        desk.ask("getWaitingChats", "token", owner.token());

        chat.client().close();
        ChatClient nextPage = connect();
        history(nextPage, chat.token());
        ChatClient secondTab = connect();
        history(secondTab, chat.token());
        secondTab.close();
        Thread.sleep(7_000);

        assertThat(desk.drain()).extracting(Event::name).doesNotContain("presenceChanged");
    }

    @Test
    void the_other_side_hears_who_is_writing_and_strangers_do_not() {
        ChatClient desk = connect();
        desk.ask("getWaitingChats", "token", owner.token());
        GuestChat neighbour = newChat(owner);
        chat.client().drain();

        desk.ask("typing", "chatId", chat.id(), "token", owner.token());

        JsonNode typing = chat.client().next("typingChanged");
        assertThat(typing.get("chatId").asString()).isEqualTo(chat.id());
        assertThat(typing.get("role").asString()).isEqualTo("owner");
        assertThat(typing.get("typing").asBoolean()).isTrue();
        assertThat(typing.get("ttl").asInt()).isEqualTo(6);
        assertThat(names(neighbour.client())).doesNotContain("typingChanged");
        assertThat(names(desk)).doesNotContain("typingChanged");

        chat.client().ask("typing", "chatId", chat.id(), "token", chat.token(), "typing", false);
        assertThat(desk.next("typingChanged").get("typing").asBoolean()).isFalse();
        assertThat(neighbour
                        .client()
                        .ask("typing", "chatId", chat.id(), "token", neighbour.token())
                        .get("code")
                        .asString())
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void a_flood_of_typing_goes_out_as_a_trickle() {
        ChatClient desk = connect();
        desk.ask("getWaitingChats", "token", owner.token());
        long start = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            chat.client().ask("typing", "chatId", chat.id(), "token", chat.token(), "typing", i % 2 == 0);
        }
        long halfSeconds = (System.nanoTime() - start) / 500_000_000L;

        assertThat(names(desk).stream().filter("typingChanged"::equals)).hasSizeBetween(1, (int) halfSeconds + 2);
    }

    private JsonNode history(ChatClient client, String token) {
        return client.ask("getChatMessages", "chatId", chat.id(), "token", token);
    }

    private void assertPresence(JsonNode push, String role, boolean online) {
        assertThat(push.get("chatId").asString()).isEqualTo(chat.id());
        assertThat(push.get("role").asString()).isEqualTo(role);
        assertThat(push.get("online").asBoolean()).isEqualTo(online);
    }

    private static List<String> names(ChatClient client) {
        return client.drain().stream().map(Event::name).toList();
    }
}
