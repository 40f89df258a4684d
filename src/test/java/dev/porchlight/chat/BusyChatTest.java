package dev.porchlight.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** A chat that many write to can be closed, and none of its summaries is late. */
@TestPropertySource(properties = "porchlight.force-to-disk=false")
@ExtendWith(OutputCaptureExtension.class)
class BusyChatTest extends ApplicationTest {

    private static final int WRITERS = 8;
    private static final int CLOSINGS = 20;

    @Test
    void eight_connections_write_while_one_closes(CapturedOutput output) throws Exception {
        Account owner = newOwner();
        GuestChat chat = newChat(owner);
        AtomicBoolean stopped = new AtomicBoolean();
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            ChatClient client = connect();
            String token = i % 2 == 0 ? chat.token() : owner.token();
            Thread writer = new Thread(() -> {
                while (!stopped.get()) {
                    client.ask("newMessage", "chatId", chat.id(), "token", token, "message", "busy");
                }
            });
            writer.start();
            writers.add(writer);
        }

        List<String> replies = new ArrayList<>();
        ChatClient ownerClient = connect();
        for (int i = 0; i < CLOSINGS; i++) {
            JsonNode reply = ownerClient.ask("closeChat", "chatId", chat.id(), "token", owner.token());
            replies.add(reply.get("statusCode").asString());
        }
        stopped.set(true);
        for (Thread writer : writers) {
            writer.join();
        }

        long late = output.getAll()
                .lines()
                .filter(line -> line.contains("summary is late"))
                .count();
        assertThat(replies).containsOnly("200");
        assertThat(late).isZero();
    }
}
