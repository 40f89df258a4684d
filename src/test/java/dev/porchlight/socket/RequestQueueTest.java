package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;

import dev.porchlight.ApplicationTest;
import dev.porchlight.chat.ChatService;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import tools.jackson.databind.JsonNode;

/** The queue of one connection is bounded. The deadline is long, since a full queue is stored one by one. */
@TestPropertySource(properties = "porchlight.socket.request-timeout=60s")
class RequestQueueTest extends ApplicationTest {

    @MockitoSpyBean
    private ChatService chats;

    private final CountDownLatch storeAnswers = new CountDownLatch(1);

    @Test
    void requests_beyond_the_queue_are_rate_limited_and_the_others_served() {
        doAnswer(call -> {
                    storeAnswers.await();
                    return call.callRealMethod();
                })
                .when(chats)
                .send(any(), any(), any(), any());
        GuestChat chat = newChat(newOwner());
        int sent = 300;
        for (int i = 0; i < sent; i++) {
            chat.client().send("newMessage", "{\"chatId\":\"" + chat.id() + "\",\"message\":\"m\"}");
        }
        String refusal = chat.client().engine().nextMessage();
        storeAnswers.countDown();

        assertThat(refusal).contains("RATE_LIMITED", "retryAfter");
        int stored = 0;
        int refused = 1;
        for (int i = 1; i < sent; i++) {
            if (chat.client().engine().nextMessage().contains("RATE_LIMITED")) {
                refused++;
            } else {
                stored++;
            }
        }
        assertThat(stored).isBetween(256, sent - 1);
        JsonNode history = chat.client().ask("getChatMessages", "chatId", chat.id(), "token", chat.token());
        assertThat(history.get("lastSeq").asInt()).isEqualTo(stored).isEqualTo(sent - refused);
    }
}
