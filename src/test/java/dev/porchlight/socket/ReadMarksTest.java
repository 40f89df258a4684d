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

/** How far each side has read, and what follows from it. */
class ReadMarksTest extends ApplicationTest {

    private Account owner;
    private ChatClient desk;
    private GuestChat chat;

    @BeforeEach
    void talk() {
        owner = newOwner();
        desk = connect();
        desk.ask("getWaitingChats", "token", owner.token());
        chat = newChat(owner);
        for (int i = 1; i <= 3; i++) {
            chat.say("m" + i);
        }
        // Hears of the summary before it marks.
        while (desk.next("chatUpdated").get("chat").get("lastSeq").asInt() < 3) {}
        desk.drain();
    }

    @Test
    void an_owner_reads_and_everybody_else_in_the_chat_hears_of_it() {
        ChatClient secondDesk = connect();
        secondDesk.ask("getActiveChats", "token", owner.token());

        assertThat(mark(desk, owner.token(), 2).get("statusCode").asInt()).isEqualTo(200);

        for (ChatClient other : List.of(secondDesk, chat.client())) {
            JsonNode read = other.next("messagesRead");
            assertThat(read.get("chatId").asString()).isEqualTo(chat.id());
            assertThat(read.get("role").asString()).isEqualTo("owner");
            assertThat(read.get("seq").asInt()).isEqualTo(2);
        }
        assertThat(desk.next("chatUpdated").get("chat").get("unread").asInt()).isEqualTo(1);
        assertThat(desk.drain()).noneMatch(event -> event.name().equals("messagesRead"));
        assertThat(listed().get("unread").asInt()).isEqualTo(1);
    }

    @Test
    void a_guest_reads() {
        desk.ask("newMessage", "chatId", chat.id(), "token", owner.token(), "message", "hi");
        assertThat(history().get("guestReadSeq").asInt()).isEqualTo(3);

        mark(chat.client(), chat.token(), 4);

        assertThat(desk.next("messagesRead").get("seq").asInt()).isEqualTo(4);
        assertThat(history().get("guestReadSeq").asInt()).isEqualTo(4);
        assertThat(history().get("ownerReadSeq").asInt()).isEqualTo(4);
        assertThat(listed("getActiveChats").get("guestReadSeq").asInt()).isEqualTo(4);
    }

    @Test
    void what_was_read_stays_read_and_is_told_once() {
        mark(desk, owner.token(), 3);
        chat.client().next("messagesRead");
        chat.client().drain();

        mark(desk, owner.token(), 1);
        mark(desk, owner.token(), 3);

        assertThat(listed().get("unread").asInt()).isZero();
        assertThat(chat.client().drain()).isEmpty();
    }

    @Test
    void nobody_reads_what_is_not_written_yet() {
        mark(desk, owner.token(), Long.MAX_VALUE);
        assertThat(chat.client().next("messagesRead").get("seq").asInt()).isEqualTo(3);

        chat.say("m4");

        assertThat(listed().get("unread").asInt()).isEqualTo(1);
    }

    @Test
    void a_mark_right_after_the_message_counts_too() {
        chat.say("m4");

        mark(desk, owner.token(), 4);

        assertThat(listed().get("unread").asInt()).isZero();
        assertThat(history().get("ownerReadSeq").asInt()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "1.5", "x", "''", "true"})
    void a_mark_is_a_number_from_one_on(String seq) {
        assertThat(desk.ask("markRead", "chatId", chat.id(), "token", owner.token(), "seq", seq)
                        .get("code")
                        .asString())
                .isEqualTo("INVALID");
    }

    @Test
    void strangers_mark_nothing() {
        Account other = newOwner();
        GuestChat neighbour = newChat(owner);

        assertThat(mark(connect(), other.token(), 3).get("code").asString()).isEqualTo("NOT_FOUND");
        assertThat(mark(connect(), neighbour.token(), 3).get("code").asString()).isEqualTo("NOT_FOUND");
        assertThat(listed().get("unread").asInt()).isEqualTo(3);
    }

    private JsonNode mark(ChatClient client, String token, long seq) {
        return client.ask("markRead", "chatId", chat.id(), "token", token, "seq", seq);
    }

    private JsonNode history() {
        return desk.ask("getChatMessages", "chatId", chat.id(), "token", owner.token());
    }

    private JsonNode listed() {
        return listed("getWaitingChats");
    }

    private JsonNode listed(String list) {
        JsonNode chats = desk.ask(list, "token", owner.token()).get("data");
        for (JsonNode listed : chats) {
            if (listed.get("_id").asString().equals(chat.id())) {
                return listed;
            }
        }
        throw new AssertionError("The chat is not in " + chats);
    }
}
