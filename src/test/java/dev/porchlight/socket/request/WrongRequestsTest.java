package dev.porchlight.socket.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A wrong request gets one error reply, for the first check that fails, and stores nothing. */
class WrongRequestsTest extends ApplicationTest {

    private static final String UNKNOWN_ID = "0123456789abcdef01234567";
    private static Account owner;

    private GuestChat chat;

    @BeforeEach
    void openChat() {
        if (owner == null) {
            owner = newOwner();
        }
        chat = newChat(owner);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "newMessage      | 400 | INVALID      | {'chatId': 'CHAT', 'token': 'GUEST'}",
                "newMessage      | 400 | INVALID      | {'chatId': 'CHAT', 'token': 'GUEST', 'message': ''}",
                "newMessage      | 400 | INVALID      | {'chatId': 'CHAT', 'token': 'GUEST', 'message': ' \\n\\t '}",
                "newMessage      | 400 | INVALID      | {'chatId': 'CHAT', 'token': 'GUEST', 'message': 1}",
                "newMessage      | 400 | INVALID      | {'chatId': 'CHAT', 'token': 'GUEST', 'message': {'$ne': 1}}",
                "newMessage      | 400 | INVALID      | {'chatId': 'CHAT', 'token': 'GUEST', 'message': 'x\\ud800'}",
                "newMessage      | 400 | INVALID      | {'chatId': 'CHAT', 'token': 'GUEST', 'message': 'x\\u0000'}",
                "newMessage      | 400 | INVALID      | {'chatId': 'nonsense', 'token': 'GUEST', 'message': 'x'}",
                "newMessage      | 400 | INVALID      | {'chatId': {'$gt': ''}, 'token': 'GUEST', 'message': 'x'}",
                "newMessage      | 400 | INVALID      | {'token': 'GUEST', 'message': 'x'}",
                "newMessage      | 400 | INVALID      | {'chatId': 'CHAT', 'token': {'$ne': 1}, 'message': 'x'}",
                "newMessage      | 400 | INVALID      | {'chatId': 'CHAT', 'token': 'GUEST', 'message': 'x', 'clientMessageId': 'x'}",
                "newMessage      | 400 | INVALID      | {'chatId': 'nonsense', 'token': 'nonsense', 'message': 'x'}",
                "newMessage      | 401 | UNAUTHORIZED | {'chatId': 'NONE', 'token': 'nonsense', 'message': 'x'}",
                "newMessage      | 401 | UNAUTHORIZED | {'chatId': 'NONE', 'token': '', 'message': 'x'}",
                "newMessage      | 404 | NOT_FOUND    | {'chatId': 'NONE', 'token': 'GUEST', 'message': 'x'}",
                "getChatMessages | 400 | INVALID      | {'chatId': 'CHAT', 'token': 'GUEST', 'limit': 0}",
                "getChatMessages | 400 | INVALID      | {'chatId': 'CHAT', 'token': 'GUEST', 'limit': -1}",
                "getChatMessages | 400 | INVALID      | {'chatId': 'CHAT', 'token': 'GUEST', 'skip': -1}",
                "getChatMessages | 400 | INVALID      | {'chatId': 'CHAT', 'token': 'GUEST', 'skip': 1.5}",
                "getChatMessages | 400 | INVALID      | {'chatId': 'CHAT', 'token': 'GUEST', 'skip': 1e999999999}",
                "getChatMessages | 400 | INVALID      | {'chatId': 'CHAT', 'token': 'GUEST', 'skip': 'ten'}",
                "getChatMessages | 400 | INVALID      | {'chatId': 'CHAT', 'token': 'GUEST', 'skip': true}",
                "getChatMessages | 400 | INVALID      | {'chatId': 'CHAT', 'token': 'GUEST', 'after': 1, 'before': 3}",
                "getChatMessages | 400 | INVALID      | {'chatId': 'CHAT', 'token': 'GUEST', 'after': 1, 'skip': 3}",
                "getChatMessages | 401 | UNAUTHORIZED | {'chatId': 'CHAT', 'token': 'nonsense'}",
                "getChatMessages | 404 | NOT_FOUND    | {'chatId': 'NONE', 'token': 'OWNER'}",
                "getWaitingChats | 403 | FORBIDDEN    | {'token': 'GUEST'}",
                "getActiveChats  | 403 | FORBIDDEN    | {'token': 'GUEST'}",
                "getClosedChats  | 403 | FORBIDDEN    | {'token': 'GUEST'}",
                "getWaitingChats | 401 | UNAUTHORIZED | {'token': 'nonsense'}",
                "getWaitingChats | 400 | INVALID      | {'token': 'GUEST', 'limit': 0}",
                "getWaitingChats | 400 | INVALID      | {'token': 'GUEST', 'before': 'nonsense'}",
                "closeChat       | 400 | INVALID      | {'token': 'GUEST'}",
                "deleteChat      | 400 | INVALID      | {'chatId': 'nonsense', 'token': 'GUEST'}",
                "deleteChat      | 401 | UNAUTHORIZED | {'chatId': 'CHAT', 'token': 'nonsense'}",
                "deleteChat      | 403 | FORBIDDEN    | {'chatId': 'NONE', 'token': 'GUEST'}",
                "deleteChat      | 404 | NOT_FOUND    | {'chatId': 'NONE', 'token': 'OWNER'}",
                "banGuest        | 400 | INVALID      | {'token': 'OWNER'}",
                "banGuest        | 403 | FORBIDDEN    | {'chatId': 'CHAT', 'token': 'GUEST'}",
                "unbanGuest      | 403 | FORBIDDEN    | {'chatId': 'CHAT', 'token': 'GUEST'}",
                "unbanGuest      | 404 | NOT_FOUND    | {'chatId': 'NONE', 'token': 'OWNER'}",
                "getNewChat      | 400 | INVALID      | {'name': 'N', 'domain': 'DOMAIN'}",
                "getNewChat      | 400 | INVALID      | {'email': 'nobody', 'name': 'N', 'domain': 'DOMAIN'}",
                "getNewChat      | 400 | INVALID      | {'email': 'g@example.com', 'name': ' ', 'domain': 'DOMAIN'}",
                "getNewChat      | 400 | INVALID      | {'email': 'g@example.com', 'name': ['N'], 'domain': 'DOMAIN'}",
                "getNewChat      | 400 | INVALID      | {'email': 'g@example.com', 'name': 'N', 'domain': 'DOMAIN', 'guestToken': 1}",
                "getNewChat      | 404 | NOT_FOUND    | {'email': 'g@example.com', 'name': 'N', 'domain': 'nobody.example'}",
                "noSuchEvent     | 404 | NOT_FOUND    | {}",
                "noSuchEvent     | 404 | NOT_FOUND    | ''",
                "newMessage      | 400 | INVALID      | ''",
                "newMessage      | 400 | INVALID      | null",
                "newMessage      | 400 | INVALID      | 'text'",
                "newMessage      | 400 | INVALID      | 12",
                "newMessage      | 400 | INVALID      | [{}]",
                "newMessage      | 400 | INVALID      | {'chatId': ",
                "newMessage      | 400 | INVALID      | {]",
                "getNewChat      | 400 | INVALID      | [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
            })
    void a_wrong_request_gets_one_error_reply(String event, int statusCode, String code, String json) {
        String payload = (json == null ? "" : json)
                .replace('\'', '"')
                .replace("CHAT", chat.id())
                .replace("NONE", UNKNOWN_ID)
                .replace("GUEST", chat.token())
                .replace("OWNER", owner.token())
                .replace("DOMAIN", owner.domain());
        ChatClient client = connect();

        assertError(client.askFor(event, payload), statusCode, code);
        assertError(client.askByName(event, payload), statusCode, code);
        assertThat(client.ask("checkConnection").asString()).isEqualTo("connected");
        assertThat(client.ask("getChatMessages", "chatId", chat.id(), "token", chat.token())
                        .get("lastSeq")
                        .asInt())
                .isZero();
        // A client's requests are served in order: a second reply would have come before these.
        assertThat(client.takePushesBesidePresence()).isEmpty();
    }

    private static void assertError(JsonNode reply, int statusCode, String code) {
        assertThat(reply.get("statusCode").asInt()).as("%s", reply).isEqualTo(statusCode);
        assertThat(reply.get("status").asString()).isEqualTo("error");
        assertThat(reply.get("code").asString()).isEqualTo(code);
        assertThat(reply.get("data").asString()).isNotBlank();
    }
}
