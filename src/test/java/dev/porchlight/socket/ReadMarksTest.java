package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code markRead}, its pushes, and the unread count. */
class ReadMarksTest extends ApplicationTest {

    private Account owner;
    private ChatClient ownerClient;
    private GuestChat chat;

    @BeforeEach
    void sendMessages() {
        owner = newOwner();
        ownerClient = connect();
        ownerClient.ask("getWaitingChats", "token", owner.token());
        chat = newChat(owner);
        for (int i = 1; i <= 3; i++) {
            chat.say("m" + i);
        }
        // The summary is up to date before the first mark.
        while (ownerClient.next("chatUpdated").get("chat").get("lastSeq").asInt() < 3) {}
        ownerClient.drain();
    }

    @Test
    void all_other_connections_of_the_chat_get_an_owners_read_mark() {
        ChatClient secondOwnerClient = connect();
        secondOwnerClient.ask("getActiveChats", "token", owner.token());

        assertThat(mark(ownerClient, owner.token(), 2).get("statusCode").asInt())
                .isEqualTo(200);

        for (ChatClient other : List.of(secondOwnerClient, chat.client())) {
            JsonNode read = other.next("messagesRead");
            assertThat(read.get("chatId").asString()).isEqualTo(chat.id());
            assertThat(read.get("role").asString()).isEqualTo("owner");
            assertThat(read.get("seq").asInt()).isEqualTo(2);
        }
        assertThat(ownerClient.next("chatUpdated").get("chat").get("unread").asInt())
                .isEqualTo(1);
        assertThat(ownerClient.drain()).noneMatch(event -> event.name().equals("messagesRead"));
        assertThat(listed().get("unread").asInt()).isEqualTo(1);
    }

    @Test
    void a_guest_marks_messages_as_read() {
        ownerClient.ask("newMessage", "chatId", chat.id(), "token", owner.token(), "message", "hi");
        assertThat(history().get("guestReadSeq").asInt()).isEqualTo(3);

        mark(chat.client(), chat.token(), 4);

        assertThat(ownerClient.next("messagesRead").get("seq").asInt()).isEqualTo(4);
        assertThat(history().get("guestReadSeq").asInt()).isEqualTo(4);
        assertThat(history().get("ownerReadSeq").asInt()).isEqualTo(4);
        assertThat(listed("getActiveChats").get("guestReadSeq").asInt()).isEqualTo(4);
    }

    @Test
    void a_read_mark_only_grows_and_is_pushed_once() {
        mark(ownerClient, owner.token(), 3);
        chat.client().next("messagesRead");
        chat.client().drain();

        mark(ownerClient, owner.token(), 1);
        mark(ownerClient, owner.token(), 3);

        assertThat(listed().get("unread").asInt()).isZero();
        assertThat(chat.client().drain()).isEmpty();
    }

    @Test
    void a_read_mark_ends_at_the_last_message() {
        mark(ownerClient, owner.token(), Long.MAX_VALUE);
        assertThat(chat.client().next("messagesRead").get("seq").asInt()).isEqualTo(3);

        chat.say("m4");

        assertThat(listed().get("unread").asInt()).isEqualTo(1);
    }

    @Test
    void a_read_mark_right_after_the_message_counts() {
        chat.say("m4");

        mark(ownerClient, owner.token(), 4);

        assertThat(listed().get("unread").asInt()).isZero();
        assertThat(history().get("ownerReadSeq").asInt()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "1.5", "x", "''", "true"})
    void a_read_mark_must_be_a_number_from_1(String seq) {
        assertThat(ownerClient
                        .ask("markRead", "chatId", chat.id(), "token", owner.token(), "seq", seq)
                        .get("code")
                        .asString())
                .isEqualTo("INVALID");
    }

    @Test
    void only_members_may_mark_a_chat_as_read() {
        Account other = newOwner();
        GuestChat otherGuest = newChat(owner);

        assertThat(mark(connect(), other.token(), 3).get("code").asString()).isEqualTo("NOT_FOUND");
        assertThat(mark(connect(), otherGuest.token(), 3).get("code").asString())
                .isEqualTo("NOT_FOUND");
        assertThat(listed().get("unread").asInt()).isEqualTo(3);
    }

    private JsonNode mark(ChatClient client, String token, long seq) {
        return client.ask("markRead", "chatId", chat.id(), "token", token, "seq", seq);
    }

    private JsonNode history() {
        return ownerClient.ask("getChatMessages", "chatId", chat.id(), "token", owner.token());
    }

    private JsonNode listed() {
        return listed("getWaitingChats");
    }

    private JsonNode listed(String list) {
        JsonNode chats = ownerClient.ask(list, "token", owner.token()).get("data");
        for (JsonNode listed : chats) {
            if (listed.get("_id").asString().equals(chat.id())) {
                return listed;
            }
        }
        throw new AssertionError("The chat is not in " + chats);
    }
}
