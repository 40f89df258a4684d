package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What each event stores and replies. */
class EventsTest extends ApplicationTest {

    private static final String UNKNOWN_ID = "0123456789abcdef01234567";

    private Account owner;
    private GuestChat chat;
    private ChatClient guest;
    private ChatClient ownerClient;

    @BeforeEach
    void openChat() {
        owner = newOwner();
        chat = newChat(owner);
        guest = chat.client();
        ownerClient = connect();
    }

    @Test
    void a_message_is_stored_as_it_was_written() {
        String id = UUID.randomUUID().toString();
        String text = "  <b>hi</b>\n\t👩‍👩‍👧 \\ \" ' \u2028 ";

        JsonNode sent = guest.ask(
                "newMessage", "chatId", chat.id(), "token", chat.token(), "message", text, "clientMessageId", id);

        JsonNode message = sent.get("message");
        assertThat(message.get("_id").asString()).matches("[0-9a-f]{24}");
        assertThat(message.get("chatId").asString()).isEqualTo(chat.id());
        assertThat(message.get("seq").asInt()).isEqualTo(1);
        assertThat(message.get("from").asString()).isEqualTo(chat.guestId());
        assertThat(message.get("role").asString()).isEqualTo("guest");
        assertThat(message.get("message").asString()).isEqualTo(text);
        assertThat(message.get("sentAt").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(message.get("clientMessageId").asString()).isEqualTo(id);
        assertThat(history("limit", 1).get("data").get(0)).isEqualTo(message);
    }

    @Test
    void a_retried_message_is_stored_and_pushed_once() {
        String id = UUID.randomUUID().toString();
        ownerClient.ask("getWaitingChats", "token", owner.token());
        Object[] request = {"chatId", chat.id(), "token", chat.token(), "message", "once", "clientMessageId", id};

        JsonNode first = guest.ask("newMessage", request);
        JsonNode second = guest.ask("newMessage", request);
        JsonNode third = connect().ask("newMessage", request);

        assertThat(second).isEqualTo(first);
        assertThat(third).isEqualTo(first);
        assertThat(history().get("data").size()).isEqualTo(1);
        assertThat(names(ownerClient.drain())).containsOnlyOnce("messageAdded");
    }

    @Test
    void an_idempotency_key_of_another_message_is_a_conflict() {
        String id = UUID.randomUUID().toString();
        guest.ask("newMessage", "chatId", chat.id(), "token", chat.token(), "message", "one", "clientMessageId", id);

        assertError(
                guest.ask(
                        "newMessage",
                        "chatId",
                        chat.id(),
                        "token",
                        chat.token(),
                        "message",
                        "two",
                        "clientMessageId",
                        id),
                409,
                "CONFLICT");
        assertError(
                ownerClient.ask(
                        "newMessage",
                        "chatId",
                        chat.id(),
                        "token",
                        owner.token(),
                        "message",
                        "one",
                        "clientMessageId",
                        id),
                409,
                "CONFLICT");
        assertThat(history().get("lastSeq").asInt()).isEqualTo(1);
    }

    @Test
    void history_is_read_from_any_position() {
        IntStream.rangeClosed(1, 10).forEach(i -> chat.say("m" + i));

        assertSeqs(history(), 1, 10, 10, false);
        assertSeqs(history("limit", 3), 1, 3, 10, true);
        assertSeqs(history("skip", 4), 5, 10, 10, false);
        assertSeqs(history("skip", 4, "limit", 2), 5, 6, 10, true);
        assertSeqs(history("skip", "4", "limit", "2"), 5, 6, 10, true);
        assertSeqs(history("skip", 4.0, "limit", 2e0), 5, 6, 10, true);
        assertSeqs(history("after", 7), 8, 10, 10, false);
        assertSeqs(history("after", 7, "limit", 1), 8, 8, 10, true);
        assertSeqs(history("before", 4), 1, 3, 10, false);
        assertSeqs(history("before", 4, "limit", 2), 2, 3, 10, true);
        assertSeqs(history("before", 100, "limit", 2), 9, 10, 10, true);
        assertSeqs(history("limit", 100_000), 1, 10, 10, false);
        assertSeqs(history("limit", "9".repeat(30)), 1, 10, 10, false);
        assertSeqs(history("limit", 1e30), 1, 10, 10, false);
        assertThat(history("after", 10).get("data").size()).isZero();
        assertThat(history("after", 10).get("lastSeq").asInt()).isEqualTo(10);
        assertThat(history("skip", Long.MAX_VALUE).get("data").size()).isZero();
        assertThat(history("before", 0).get("data").size()).isZero();
    }

    @Test
    void history_without_a_position_is_the_newest_200() {
        for (int i = 1; i <= 210; i++) {
            chat.say("m" + i);
        }

        assertSeqs(history(), 11, 210, 210, true);
        assertSeqs(history("after", 0), 1, 50, 210, true);
        assertSeqs(history("after", 0, "limit", 1000), 1, 200, 210, true);
    }

    @Test
    void a_page_ends_at_128_kb() {
        String text = "é".repeat(4096);
        IntStream.range(0, 40)
                .forEach(i ->
                        assertThat(chat.say(text).get("statusCode").asInt()).isEqualTo(200));

        JsonNode newest = history();
        int count = newest.get("data").size();
        assertThat(count).isBetween(10, 16);
        assertSeqs(newest, 41 - count, 40, 40, true);
        assertSeqs(history("after", 0, "limit", 200), 1, count, 40, true);
    }

    @Test
    void a_page_ends_at_128_kb_of_escaped_json() {
        IntStream.range(0, 10).forEach(i -> chat.say("x" + "\u0001".repeat(7999)));

        JsonNode page = history("after", 0);

        assertThat(page.get("data").size()).isEqualTo(2);
        assertThat(page.get("more").asBoolean()).isTrue();
    }

    @Test
    void a_list_stays_within_its_bounds_with_the_longest_visits() {
        for (int i = 0; i < 100; i++) {
            guest.ask(
                    "getNewChat",
                    newChatFields(
                            owner.domain(),
                            "page",
                            "https://\uD83D\uDE00".repeat(500),
                            "referrer",
                            "\u0001".repeat(9000)));
        }

        JsonNode page = ownerClient.ask("getWaitingChats", "token", owner.token());

        assertThat(page.toString().length()).isLessThan(140 * 1024);
        assertThat(page.get("data").size()).isGreaterThan(20);
        assertThat(page.has("next")).isTrue();
    }

    @Test
    void a_chat_is_waiting_then_active_then_closed_then_waiting_again() {
        assertThat(listed("getWaitingChats")).containsExactly(chat.id());
        chat.say("hello?");
        assertThat(listed("getWaitingChats")).containsExactly(chat.id());
        answer("here I am");
        assertThat(listed("getWaitingChats")).isEmpty();
        assertThat(listed("getActiveChats")).containsExactly(chat.id());
        chat.say("thanks");
        assertThat(listed("getActiveChats")).containsExactly(chat.id());
        assertThat(guest.ask("closeChat", "chatId", chat.id(), "token", chat.token())
                        .get("statusCode")
                        .asInt())
                .isEqualTo(200);
        assertThat(listed("getActiveChats")).isEmpty();
        assertThat(listed("getClosedChats")).containsExactly(chat.id());
        chat.say("one more thing");
        assertThat(listed("getClosedChats")).isEmpty();
        assertThat(listed("getWaitingChats")).containsExactly(chat.id());
        ownerClient.ask("closeChat", "chatId", chat.id(), "token", owner.token());
        ownerClient.ask("closeChat", "chatId", chat.id(), "token", owner.token());
        assertThat(listed("getClosedChats")).containsExactly(chat.id());
        answer("yes?");
        assertThat(listed("getActiveChats")).containsExactly(chat.id());
    }

    @Test
    void a_list_has_the_unread_count_and_the_last_message() {
        chat.say("first");
        chat.say("x".repeat(1000));

        JsonNode listed = ownerClient
                .ask("getWaitingChats", "token", owner.token())
                .get("data")
                .get(0);

        assertThat(listed.get("unread").asInt()).isEqualTo(2);
        assertThat(listed.get("lastSeq").asInt()).isEqualTo(2);
        assertThat(listed.get("lastMessage").get("seq").asInt()).isEqualTo(2);
        assertThat(listed.get("lastMessage").get("message").asString())
                .hasSize(241)
                .endsWith("…");
        assertThat(listed.get("guest").get("_id").asString()).isEqualTo(chat.guestId());
        assertThat(listed.get("guest").get("verified").asBoolean()).isFalse();
        assertThat(listed.get("domain").asString()).isEqualTo(owner.domain());
        answer("oh");
        JsonNode answered = ownerClient
                .ask("getActiveChats", "token", owner.token())
                .get("data")
                .get(0);
        assertThat(answered.get("unread").asInt()).isZero();
        assertThat(answered.get("lastMessage").get("role").asString()).isEqualTo("owner");
    }

    @Test
    void lists_are_paged_with_the_newest_activity_first() {
        List<String> opened = new ArrayList<>(List.of(chat.id()));
        for (int i = 0; i < 6; i++) {
            opened.add(0, newChat(owner).id());
        }
        chat.say("now I am the newest");
        opened.remove(chat.id());
        opened.add(0, chat.id());

        List<String> paged = new ArrayList<>();
        String next = null;
        do {
            JsonNode page = next == null
                    ? ownerClient.ask("getWaitingChats", "token", owner.token(), "limit", 3)
                    : ownerClient.ask("getWaitingChats", "token", owner.token(), "limit", 3, "before", next);
            page.get("data").forEach(listed -> paged.add(listed.get("_id").asString()));
            next = page.has("next") ? page.get("next").asString() : null;
        } while (next != null);

        assertThat(paged).isEqualTo(opened);
    }

    @Test
    void a_guest_returns_by_a_token_only() {
        chat.say("remember me");
        JsonNode back = connect().ask("getNewChat", newChatFields(owner.domain(), "guestToken", chat.token()));
        assertThat(back.get("chatId").asString()).isEqualTo(chat.id());
        assertThat(back.get("guestId").asString()).isEqualTo(chat.guestId());

        Account other = newOwner();
        for (JsonNode newGuest : List.of(
                connect().ask("getNewChat", newChatFields(owner.domain())),
                connect().ask("getNewChat", newChatFields(owner.domain(), "guestToken", "nonsense")),
                connect().ask("getNewChat", newChatFields(owner.domain(), "guestToken", owner.token())),
                connect().ask("getNewChat", newChatFields(other.domain(), "guestToken", chat.token())))) {
            assertThat(newGuest.get("chatId").asString()).isNotEqualTo(chat.id());
            assertThat(newGuest.get("guestId").asString()).isNotEqualTo(chat.guestId());
        }
    }

    @Test
    void a_page_address_is_stored_without_query_and_fragment() {
        connect()
                .ask(
                        "getNewChat",
                        newChatFields(
                                owner.domain(),
                                "page",
                                "https://shop.example/cart?session=s3cret#x",
                                "referrer",
                                "https://search.example/?q=s3cret",
                                "locale",
                                "de-CH"));

        JsonNode listed = ownerClient
                .ask("getWaitingChats", "token", owner.token())
                .get("data")
                .get(0);

        assertThat(listed.get("page").asString()).isEqualTo("https://shop.example/cart");
        assertThat(listed.get("referrer").asString()).isEqualTo("https://search.example/");
        assertThat(listed.get("locale").asString()).isEqualTo("de-CH");
    }

    @Test
    void a_request_without_a_token_uses_the_connections_most_recent_one() {
        assertThat(guest.ask("newMessage", "chatId", chat.id(), "message", "me again")
                        .get("statusCode")
                        .asInt())
                .isEqualTo(200);
        assertError(connect().ask("newMessage", "chatId", chat.id(), "message", "who am I"), 401, "UNAUTHORIZED");
        assertError(
                guest.ask("newMessage", "chatId", chat.id(), "token", "nonsense", "message", "x"), 401, "UNAUTHORIZED");
        ownerClient.ask("getWaitingChats", "token", owner.token());
        assertThat(ownerClient.askFor("getActiveChats", "").get("statusCode").asInt())
                .isEqualTo(200);
    }

    @Test
    void a_chat_of_others_is_not_found() {
        Account other = newOwner();
        GuestChat otherGuest = newChat(owner);
        for (String token :
                List.of(other.token(), otherGuest.token(), newChat(other).token())) {
            for (String id : List.of(chat.id(), UNKNOWN_ID)) {
                for (JsonNode reply : List.of(
                        guest.ask("newMessage", "chatId", id, "token", token, "message", "x"),
                        guest.ask("getChatMessages", "chatId", id, "token", token),
                        guest.ask("closeChat", "chatId", id, "token", token))) {
                    assertError(reply, 404, "NOT_FOUND");
                    assertThat(reply.get("data").asString()).isEqualTo("There is no such chat.");
                }
            }
        }
        assertThat(history().get("lastSeq").asInt()).isZero();
        assertThat(ownerClient.ask("getWaitingChats", "token", other.token()).toString())
                .doesNotContain(chat.id());
    }

    @ParameterizedTest
    @ValueSource(ints = {8192, 8193, 20_000})
    void a_text_has_8_kb_at_most(int bytes) {
        JsonNode reply = chat.say("x".repeat(bytes - 2) + "é");

        if (bytes == 8192) {
            assertThat(reply.get("statusCode").asInt()).isEqualTo(200);
        } else {
            assertError(reply, 413, "TOO_LARGE");
        }
    }

    @Test
    void an_error_repeats_the_ids_of_its_request() {
        String id = UUID.randomUUID().toString();

        JsonNode reply = guest.ask(
                "newMessage", "chatId", UNKNOWN_ID, "token", chat.token(), "message", "x", "clientMessageId", id);

        assertThat(reply.get("chatId").asString()).isEqualTo(UNKNOWN_ID);
        assertThat(reply.get("clientMessageId").asString()).isEqualTo(id);
    }

    @Test
    void replies_come_in_the_order_of_the_requests() {
        List<Integer> acks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            acks.add(guest.send("newMessage", "{\"chatId\":\"" + chat.id() + "\",\"message\":\"m" + i + "\"}"));
        }

        for (int i = 0; i < 100; i++) {
            assertThat(guest.engine().nextMessage())
                    .startsWith("43" + acks.get(i) + "[")
                    .contains("\"m" + i + "\"");
        }
        assertSeqs(history("limit", 200), 1, 100, 100, false);
    }

    private JsonNode history(Object... place) {
        List<Object> fields = new ArrayList<>(List.of("chatId", chat.id(), "token", owner.token()));
        fields.addAll(List.of(place));
        return ownerClient.ask("getChatMessages", fields.toArray());
    }

    private void answer(String text) {
        ownerClient.ask("newMessage", "chatId", chat.id(), "token", owner.token(), "message", text);
    }

    private List<String> listed(String event) {
        List<String> ids = new ArrayList<>();
        ownerClient
                .ask(event, "token", owner.token())
                .get("data")
                .forEach(listed -> ids.add(listed.get("_id").asString()));
        return ids;
    }

    private static Object[] newChatFields(String domain, Object... further) {
        List<Object> fields = new ArrayList<>(List.of("email", "guest@example.com", "name", "Guest", "domain", domain));
        fields.addAll(List.of(further));
        return fields.toArray();
    }

    private static List<String> names(List<ChatClient.Event> events) {
        return events.stream().map(ChatClient.Event::name).toList();
    }

    private static void assertSeqs(JsonNode history, int first, int last, int lastSeq, boolean more) {
        List<Integer> seqs = new ArrayList<>();
        history.get("data").forEach(message -> seqs.add(message.get("seq").asInt()));
        assertThat(seqs).isEqualTo(IntStream.rangeClosed(first, last).boxed().toList());
        assertThat(history.get("lastSeq").asInt()).isEqualTo(lastSeq);
        assertThat(history.has("more")).isEqualTo(more);
    }

    private static void assertError(JsonNode reply, int statusCode, String code) {
        assertThat(reply.get("statusCode").asInt()).as("%s", reply).isEqualTo(statusCode);
        assertThat(reply.get("status").asString()).isEqualTo("error");
        assertThat(reply.get("code").asString()).isEqualTo(code);
        assertThat(reply.get("data").asString()).isNotBlank();
    }
}
