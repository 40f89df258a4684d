package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.verify;

import dev.porchlight.ApplicationTest;
import dev.porchlight.chat.ChatService;
import dev.porchlight.error.FatalErrorHandler;
import dev.porchlight.error.StoreFailureLog;
import dev.porchlight.testing.ChatClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.MDC;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import tools.jackson.databind.JsonNode;

/** A request gets its one reply even if the server fails or the store does not answer. */
@ExtendWith(OutputCaptureExtension.class)
class FailuresTest extends ApplicationTest {

    @MockitoSpyBean
    private ChatService chats;

    @MockitoSpyBean
    private FatalErrorHandler fatalErrors;

    @MockitoSpyBean
    private StoreFailureLog storeFailures;

    private final CountDownLatch storeAnswers = new CountDownLatch(1);
    private GuestChat chat;

    @BeforeEach
    void openChat() {
        chat = newChat(newOwner());
    }

    @AfterEach
    void recover() {
        storeAnswers.countDown();
        reset(chats);
    }

    @Test
    void an_unexpected_exception_gets_a_reply_without_its_details_but_where_the_log_has_them(CapturedOutput output) {
        AtomicReference<String> requestId = new AtomicReference<>();
        doAnswer(call -> {
                    requestId.set(MDC.get("requestId"));
                    throw new IllegalStateException("a secret");
                })
                .when(chats)
                .send(any(), any(), any(), any());

        JsonNode reply = chat.say("hello");

        assertThat(reply.get("statusCode").asInt()).isEqualTo(500);
        assertThat(reply.get("code").asString()).isEqualTo("UNAVAILABLE");
        assertThat(reply.toString()).doesNotContain("secret", "Exception");
        assertThat(reply.get("requestId").asString()).isNotBlank().isEqualTo(requestId.get());
        assertThat(output).containsPattern("ERROR .*\\b" + requestId + " .*newMessage failed");
        assertThat(chat.say("again").get("requestId").asString())
                .as("of another request")
                .isNotEqualTo(reply.get("requestId").asString());
        assertThat(chat.client().drain()).isEmpty();
    }

    @Test
    void a_lack_of_memory_gets_a_reply_and_is_checked() {
        OutOfMemoryError error = new OutOfMemoryError("direct buffer memory");
        doThrow(error).when(chats).send(any(), any(), any(), any());

        assertThat(chat.say("hello").get("statusCode").asInt()).isEqualTo(500);
        verify(fatalErrors).check(error);
    }

    @Test
    void a_store_that_fails_makes_a_request_unavailable() {
        DataAccessResourceFailureException down = new DataAccessResourceFailureException("down");
        doThrow(down).when(chats).send(any(), any(), any(), any());

        assertThat(chat.say("hello").get("statusCode").asInt()).isEqualTo(503);
        verify(storeFailures).failed("newMessage", down);
    }

    @Test
    void a_store_that_does_not_answer_holds_up_nobody_for_more_than_five_seconds() {
        doAnswer(call -> {
                    storeAnswers.await();
                    return call.callRealMethod();
                })
                .when(chats)
                .send(any(), any(), any(), any());
        ChatClient other = connect();
        long start = System.nanoTime();
        int first = chat.client().send("newMessage", "{\"chatId\":\"" + chat.id() + "\",\"message\":\"one\"}");
        int second = chat.client().send("newMessage", "{\"chatId\":\"" + chat.id() + "\",\"message\":\"two\"}");

        assertThat(other.ask("checkConnection").asString()).isEqualTo("connected");
        for (int ack : new int[] {first, second}) {
            assertThat(chat.client().engine().nextMessage())
                    .startsWith("43" + ack + "[")
                    .contains("UNAVAILABLE");
        }
        // One after the other would be ten.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(8_000));

        storeAnswers.countDown();
        assertThat(chat.client().ask("checkConnection").asString()).isEqualTo("connected");
        assertThat(chat.client().drain()).isEmpty();
        // The first was stored after its deadline, the second was not begun: a retry of each stores it once.
        JsonNode history = chat.client().ask("getChatMessages", "chatId", chat.id(), "token", chat.token());
        assertThat(history.get("lastSeq").asInt()).isEqualTo(1);
    }
}
