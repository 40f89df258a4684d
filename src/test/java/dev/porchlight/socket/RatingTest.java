package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What guests think of it. */
class RatingTest extends ApplicationTest {

    private Account owner;
    private ChatClient desk;
    private GuestChat chat;

    @BeforeEach
    void openChat() {
        owner = newOwner();
        desk = connect();
        desk.ask("getWaitingChats", "token", owner.token());
        chat = newChat(owner);
        chat.say("hello");
        desk.drain();
        chat.client().drain();
    }

    @Test
    void a_guest_rates_her_chat_and_both_sides_see_it() {
        assertThat(history(chat.client(), chat.token()).has("rating")).isFalse();

        JsonNode reply = rate("good", "Quick,\r\nand kind ");

        assertThat(reply.toString())
                .isEqualTo("{\"statusCode\":200,\"status\":\"success\",\"data\":\"Chat rated\",\"chatId\":\""
                        + chat.id() + "\"}");
        JsonNode rating = desk.next("chatUpdated").get("chat").get("rating");
        assertThat(rating.propertyNames()).containsExactly("value", "comment", "ratedAt");
        assertThat(rating.get("value").asString()).isEqualTo("good");
        assertThat(rating.get("comment").asString()).isEqualTo("Quick,\nand kind");
        assertThat(history(chat.client(), chat.token()).get("rating")).isEqualTo(rating);
        assertThat(history(desk, owner.token()).get("rating")).isEqualTo(rating);
        assertThat(desk.ask("getWaitingChats").get("data").get(0).get("rating")).isEqualTo(rating);
    }

    @Test
    void the_last_word_counts_and_the_same_again_is_no_news() {
        rate("good", "Quick");
        rate("bad", null);
        desk.drain();

        rate("bad", null);

        assertThat(desk.drain()).noneMatch(event -> event.name().equals("chatUpdated"));
        JsonNode rating = history(desk, owner.token()).get("rating");
        assertThat(rating.propertyNames()).containsExactly("value", "ratedAt");
        assertThat(rating.get("value").asString()).isEqualTo("bad");
    }

    @Test
    void it_outlasts_what_happens_in_the_chat_and_changes_nothing_else() {
        JsonNode before = desk.ask("getWaitingChats").get("data").get(0);
        rate("bad", "Slow");
        JsonNode rated = desk.ask("getWaitingChats").get("data").get(0);
        assertThat(rated.get("lastActivityAt")).isEqualTo(before.get("lastActivityAt"));
        assertThat(rated.get("status")).isEqualTo(before.get("status"));
        assertThat(rated.get("revision").asLong())
                .isGreaterThan(before.get("revision").asLong());

        desk.ask("newMessage", "chatId", chat.id(), "message", "hi");
        chat.say("thanks");
        desk.ask("markRead", "chatId", chat.id(), "seq", 3);
        desk.ask("closeChat", "chatId", chat.id());

        JsonNode closed = desk.ask("getClosedChats").get("data").get(0);
        assertThat(closed.get("rating").get("comment").asString()).isEqualTo("Slow");
        assertThat(closed.get("lastSeq").asInt()).isEqualTo(3);
    }

    @Test
    void a_deleted_chat_has_none() {
        rate("good", "For nobody's eyes");
        desk.ask("deleteChat", "chatId", chat.id());

        assertThat(desk.ask("getChats", "since", "0-000000000000000000000000").toString())
                .doesNotContain("nobody's eyes");
        assertThat(connect()
                        .ask("rateChat", "chatId", chat.id(), "token", chat.token(), "rating", "bad")
                        .get("code")
                        .asString())
                .isEqualTo("UNAUTHORIZED");
    }

    private JsonNode rate(String rating, String comment) {
        return chat.client().ask("rateChat", "chatId", chat.id(), "rating", rating, "comment", comment);
    }

    private JsonNode history(ChatClient client, String token) {
        return client.ask("getChatMessages", "chatId", chat.id(), "token", token);
    }
}
