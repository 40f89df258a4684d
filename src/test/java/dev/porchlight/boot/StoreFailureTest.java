package dev.porchlight.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.ForkedApplication;
import dev.porchlight.testing.Programs;
import dev.porchlight.testing.Rest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A store that fails ends the process, with an exit code by which it is started again; nothing acknowledged is lost. */
class StoreFailureTest {

    /** More than fit. */
    private static final int MAX_MESSAGES = 5_000;

    @TempDir
    Path folder;

    @Test
    void a_store_without_room_ends_the_process_which_then_serves_again() throws Exception {
        String bash = Programs.require("bash");
        Path data = folder.resolve("data");
        List<String> acknowledged = new ArrayList<>();
        JsonNode chat;
        // As on a full disk: writes beyond this size of a file, in KB, fail.
        ForkedApplication full =
                ForkedApplication.startBy(List.of(bash, "-c", "ulimit -f 512; exec \"$0\" \"$@\""), data);
        try {
            Rest rest = new Rest(full.restPort());
            rest.post(
                    "/owner/register",
                    rest.json("email", "o@x.example", "password", "a password", "domain", "x.example"));
            try (ChatClient client = ChatClient.connect(full.socketPort())) {
                chat = client.ask("getNewChat", "email", "g@x.example", "name", "Guest", "domain", "x.example");
                JsonNode refused = null;
                for (int i = 0; i < MAX_MESSAGES && refused == null; i++) {
                    JsonNode reply = client.say(chat, "message " + i);
                    if (reply.get("statusCode").asInt() == 200) {
                        acknowledged.add("message " + i);
                    } else {
                        refused = reply;
                    }
                }
                assertThat(refused).as("a message that is refused").isNotNull();
                assertThat(refused.get("code").asString()).isEqualTo("UNAVAILABLE");
                assertThat(rest.get("/actuator/health/readiness").status()).isEqualTo(503);
                assertThat(full.awaitExit(Duration.ofSeconds(30))).isEqualTo(FatalErrors.EXIT_CODE);
            }
        } finally {
            full.kill();
        }
        assertThat(full.output().lines().filter(line -> line.contains("must be started again")))
                .singleElement()
                .asString()
                .contains("The embedded store", "exit code 70", "File too large");

        ForkedApplication again = ForkedApplication.start(data, "");
        try (ChatClient client = ChatClient.connect(again.socketPort())) {
            JsonNode page = client.ask(
                    "getChatMessages",
                    "chatId",
                    chat.get("chatId").asString(),
                    "token",
                    chat.get("guestToken").asString(),
                    "skip",
                    Math.max(0, acknowledged.size() - 100),
                    "limit",
                    200);
            List<String> last = StreamSupport.stream(page.get("data").spliterator(), false)
                    .map(message -> message.get("message").asString())
                    .toList();
            assertThat(acknowledged).isNotEmpty();
            assertThat(last)
                    .as("%s", page)
                    .startsWith(acknowledged
                            .subList(Math.max(0, acknowledged.size() - 100), acknowledged.size())
                            .toArray(String[]::new));
            assertThat(client.say(chat, "after").get("message").get("seq").asInt())
                    .isGreaterThan(acknowledged.size());
        } finally {
            again.kill();
        }
    }
}
