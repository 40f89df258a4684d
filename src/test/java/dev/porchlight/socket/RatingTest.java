package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code rateChat}. */
class RatingTest extends ApplicationTest {

    private Account owner;
    private ChatClient ownerClient;
    private GuestChat chat;

    @BeforeEach
    void openChat() {
        owner = newOwner();
        ownerClient = connect();
        ownerClient.ask("getWaitingChats", "token", owner.token());
        chat = newChat(owner);
        chat.say("hello");
        // The summary is up to date before the first rating.
        ownerClient.next("chatUpdated");
        ownerClient.drain();
        chat.client().drain();
    }

    @Test
    void a_guest_rates_their_chat_and_both_sides_see_it() {
        assertThat(history(chat.client(), chat.token()).has("rating")).isFalse();

        JsonNode reply = rate("good", "Quick,\r\nand kind ");

        assertThat(reply.toString())
                .isEqualTo("{\"statusCode\":200,\"status\":\"success\",\"data\":\"Chat rated\",\"chatId\":\""
                        + chat.id() + "\"}");
        JsonNode rating = ownerClient.next("chatUpdated").get("chat").get("rating");
        assertThat(rating.propertyNames()).containsExactly("value", "comment", "ratedAt");
        assertThat(rating.get("value").asString()).isEqualTo("good");
        assertThat(rating.get("comment").asString()).isEqualTo("Quick,\nand kind");
        assertThat(history(chat.client(), chat.token()).get("rating")).isEqualTo(rating);
        assertThat(history(ownerClient, owner.token()).get("rating")).isEqualTo(rating);
        assertThat(ownerClient.ask("getWaitingChats").get("data").get(0).get("rating"))
                .isEqualTo(rating);
    }

    @Test
    void a_new_rating_replaces_the_old_and_an_equal_one_pushes_nothing() {
        rate("good", "Quick");
        rate("bad", null);
        ownerClient.drain();

        rate("bad", null);

        assertThat(ownerClient.drain()).noneMatch(event -> event.name().equals("chatUpdated"));
        JsonNode rating = history(ownerClient, owner.token()).get("rating");
        assertThat(rating.propertyNames()).containsExactly("value", "ratedAt");
        assertThat(rating.get("value").asString()).isEqualTo("bad");
    }

    @Test
    void a_rating_survives_other_changes_and_changes_nothing_else() {
        JsonNode before = ownerClient.ask("getWaitingChats").get("data").get(0);
        rate("bad", "Slow");
        JsonNode rated = ownerClient.ask("getWaitingChats").get("data").get(0);
        assertThat(rated.get("lastActivityAt")).isEqualTo(before.get("lastActivityAt"));
        assertThat(rated.get("status")).isEqualTo(before.get("status"));
        assertThat(rated.get("revision").asLong())
                .isGreaterThan(before.get("revision").asLong());

        ownerClient.ask("newMessage", "chatId", chat.id(), "message", "hi");
        chat.say("thanks");
        ownerClient.ask("markRead", "chatId", chat.id(), "seq", 3);
        ownerClient.ask("closeChat", "chatId", chat.id());

        JsonNode closed = ownerClient.ask("getClosedChats").get("data").get(0);
        assertThat(closed.get("rating").get("comment").asString()).isEqualTo("Slow");
        assertThat(closed.get("lastSeq").asInt()).isEqualTo(3);
    }

    @Test
    void a_deleted_chat_has_no_rating() {
        rate("good", "a secret comment");
        ownerClient.ask("deleteChat", "chatId", chat.id());

        assertThat(ownerClient
                        .ask("getChats", "since", "0-000000000000000000000000")
                        .toString())
                .doesNotContain("secret comment");
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
