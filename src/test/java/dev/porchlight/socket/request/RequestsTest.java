package dev.porchlight.socket.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.porchlight.chat.ChatListQuery;
import dev.porchlight.chat.model.ChatStatus;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request is refused for first, of all that is wrong with it. Over the wire: {@code WrongRequestsTest}. */
class RequestsTest {

    private static final String ID = "0123456789abcdef01234567";

    private static final Map<String, Function<Payload, ?>> PARSERS = Map.of(
            "getSite", GetSiteRequest::parse,
            "getNewChat", GetNewChatRequest::parse,
            "newMessage", NewMessageRequest::parse,
            "getChatMessages", GetChatMessagesRequest::parse,
            "getWaitingChats", ListChatsRequest.parserOf(ChatStatus.WAITING),
            "getChats", GetChatsRequest::parse,
            "markRead", MarkReadRequest::parse,
            "typing", TypingRequest::parse,
            "rateChat", RateChatRequest::parse,
            "closeChat", ChatRequest::parse);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "newMessage      | {'chatId':1, 'message':1}                          | chatId must be a text.",
                "newMessage      | {'chatId':'x', 'message':1}                        | chatId must be an id of 24 hex digits.",
                "newMessage      | {'chatId':'ID', 'message':1, 'clientMessageId':1}  | message must be a text.",
                "newMessage      | {'chatId':'ID', 'message':'m', 'clientMessageId':'1'} | clientMessageId must be a UUID.",
                "getChatMessages | {'chatId':'ID', 'skip':'x', 'limit':'x'}           | skip must be a whole number.",
                "getChatMessages | {'chatId':'ID', 'limit':0, 'before':'x'}           | before must be a whole number.",
                "getChatMessages | {'chatId':'ID', 'limit':0, 'skip':1, 'after':-1}   | Please send only one of skip, after and before.",
                "getChatMessages | {'chatId':'ID', 'limit':0, 'after':-1}             | skip, after and before must not be negative.",
                "getChatMessages | {'chatId':'ID', 'limit':0}                         | limit must be at least 1.",
                "getWaitingChats | {'limit':0, 'before':1}                            | before must be a text.",
                "getWaitingChats | {'limit':0, 'before':'x'}                          | limit must be at least 1.",
                "getChats        | {'limit':'x', 'since':1}                           | since must be a text.",
                "markRead        | {'chatId':'ID', 'seq':0}                           | seq must be a number from 1 on.",
                "typing          | {'chatId':'ID', 'typing':1}                        | typing must be true or false.",
                "rateChat        | {'chatId':'ID', 'rating':'x', 'comment':1}         | rating must be good or bad.",
                "rateChat        | {'chatId':'ID', 'rating':'good', 'comment':1}      | comment must be a text.",
                "getNewChat      | {'email':'x', 'name':1}                            | name must be a text.",
                "closeChat       | {'chatId':''}                                      | chatId must be an id of 24 hex digits.",
            })
    void the_first_mistake_is_named(String event, String json, String sentence) throws Exception {
        Payload payload = payload(json);

        assertThatThrownBy(() -> PARSERS.get(event).apply(payload)).hasMessage(sentence);
    }

    @ParameterizedTest
    @CsvSource({"getChatMessages, 3, 3", "getChatMessages, '3', 3", "getChatMessages, 3.0, 3"})
    void a_whole_number_may_be_written_in_three_ways(String event, String skip, long expected) throws Exception {
        String value = skip.startsWith("'") ? "\"" + skip.replace("'", "") + "\"" : skip;

        GetChatMessagesRequest request = GetChatMessagesRequest.parse(payload("{'chatId':'ID', 'skip':" + value + "}"));

        assertThat(request.query().seq()).isEqualTo(expected);
    }

    @Test
    void optional_fields_may_be_absent_or_null() throws Exception {
        for (String json : new String[] {"{'chatId':'ID'}", "{'chatId':'ID', 'typing':null}"}) {
            assertThat(TypingRequest.parse(payload(json)).typing()).isTrue();
        }
        assertThat(ListChatsRequest.parserOf(ChatStatus.CLOSED).apply(payload("{}")))
                .isEqualTo(new ListChatsRequest(ChatListQuery.of(ChatStatus.CLOSED, null, null)));
    }

    private static Payload payload(String json) throws Exception {
        return new Payload(new ObjectMapper().readTree(json.replace('\'', '"').replace("ID", ID))).requireObject();
    }
}
