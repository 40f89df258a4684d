package dev.porchlight.socket.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.ChatClient.Event;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The presenceChanged and typingChanged pushes. */
class PresenceTest extends ApplicationTest {

    private Account owner;
    private GuestChat chat;

    @BeforeEach
    void openChat() {
        owner = newOwner();
        chat = newChat(owner);
    }

    @Test
    void each_side_gets_the_presence_of_the_other() {
        assertThat(history(chat.client(), chat.token())
                        .get("online")
                        .get("owner")
                        .asBoolean())
                .isFalse();

        ChatClient ownerClient = connect();
        JsonNode list = ownerClient.ask("getWaitingChats", "token", owner.token());
        assertThat(list.get("online").get(0).asString()).isEqualTo(chat.id());
        assertPresence(chat.client().next("presenceChanged"), "owner", true);
        assertThat(history(chat.client(), chat.token())
                        .get("online")
                        .get("owner")
                        .asBoolean())
                .isTrue();

        ownerClient.close();
        assertPresence(chat.client().next("presenceChanged"), "owner", false);

        ChatClient again = connect();
        again.ask("getWaitingChats", "token", owner.token());
        chat.client().close();
        assertPresence(again.next("presenceChanged"), "guest", false);
        assertThat(again.ask("getWaitingChats", "token", owner.token()).get("online"))
                .isEmpty();
    }

    @Test
    void a_page_load_does_not_change_presence() throws InterruptedException {
        ChatClient ownerClient = connect();
        ownerClient.ask("getWaitingChats", "token", owner.token());

        chat.client().close();
        ChatClient nextPage = connect();
        history(nextPage, chat.token());
        ChatClient secondTab = connect();
        history(secondTab, chat.token());
        secondTab.close();
        Thread.sleep(7_000);

        assertThat(ownerClient.drain()).extracting(Event::name).doesNotContain("presenceChanged");
    }

    @Test
    void only_the_other_side_of_a_chat_gets_typing() {
        ChatClient ownerClient = connect();
        ownerClient.ask("getWaitingChats", "token", owner.token());
        GuestChat otherGuest = newChat(owner);
        chat.client().drain();

        ownerClient.ask("typing", "chatId", chat.id(), "token", owner.token());

        JsonNode typing = chat.client().next("typingChanged");
        assertThat(typing.get("chatId").asString()).isEqualTo(chat.id());
        assertThat(typing.get("role").asString()).isEqualTo("owner");
        assertThat(typing.get("typing").asBoolean()).isTrue();
        assertThat(typing.get("ttl").asInt()).isEqualTo(6);
        assertThat(names(otherGuest.client())).doesNotContain("typingChanged");
        assertThat(names(ownerClient)).doesNotContain("typingChanged");

        chat.client().ask("typing", "chatId", chat.id(), "token", chat.token(), "typing", false);
        assertThat(ownerClient.next("typingChanged").get("typing").asBoolean()).isFalse();
        assertThat(otherGuest
                        .client()
                        .ask("typing", "chatId", chat.id(), "token", otherGuest.token())
                        .get("code")
                        .asString())
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void at_most_two_typing_pushes_a_second_are_published() {
        ChatClient ownerClient = connect();
        ownerClient.ask("getWaitingChats", "token", owner.token());
        long start = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            chat.client().ask("typing", "chatId", chat.id(), "token", chat.token(), "typing", i % 2 == 0);
        }
        long halfSeconds = (System.nanoTime() - start) / 500_000_000L;

        assertThat(names(ownerClient).stream().filter("typingChanged"::equals))
                .hasSizeBetween(1, (int) halfSeconds + 2);
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
