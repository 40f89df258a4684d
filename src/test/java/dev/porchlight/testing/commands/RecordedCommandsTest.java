package dev.porchlight.testing.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.StoreExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.mongodb.core.query.Query;

/** The recorder records what the product sends; an empty record would pass every check. */
class RecordedCommandsTest extends ApplicationTest {

    @RegisterExtension
    static final StoreExtension STORE = new StoreExtension();

    @Test
    void the_commands_of_a_conversation_are_recorded() {
        Account owner = newOwner();
        GuestChat chat = newChat(owner);
        chat.say("Is anybody there?");
        chat.client().ask("newMessage", "chatId", chat.id(), "token", owner.token(), "message", "Yes.");
        chat.client().ask("getActiveChats", "token", owner.token());
        rest().post("/owner/logout", rest().json("token", owner.token()));

        assertThat(recorded())
                .contains(
                        "ping ",
                        "createIndexes owners",
                        "createIndexes chats",
                        "createIndexes messages",
                        "createIndexes sessions",
                        "insert owners",
                        "insert guests",
                        "insert chats",
                        "insert messages",
                        "insert sessions",
                        "find owners",
                        "find chats",
                        "find messages",
                        "find sessions",
                        "find marks",
                        "update chats",
                        "update marks",
                        "delete sessions");
    }

    @Test
    void a_client_without_the_application_is_heard_too() {
        STORE.mongo().find(new Query(), String.class, "recorded-without-application");

        assertThat(recorded()).contains("find recorded-without-application");
    }

    @Test
    void every_write_is_durable_and_every_read_shows_only_what_is() {
        newChat(newOwner()).say("hello");

        assertThat(shapes("find"))
                .isNotEmpty()
                .allMatch(shape -> shape.contains("readConcern: {\"level\": \"majority\"}"));
        for (String write : List.of("insert", "update", "createIndexes")) {
            assertThat(shapes(write))
                    .isNotEmpty()
                    .allMatch(shape -> shape.contains("writeConcern: {\"w\": \"majority\", \"j\": true}"));
        }
    }

    private static List<String> shapes(String command) {
        return CommandRecorder.INSTANCE.shapes().stream()
                .filter(shape -> shape.startsWith(command + " "))
                .toList();
    }

    private static List<String> recorded() {
        return CommandRecorder.INSTANCE.shapes().stream()
                .map(shape -> shape.substring(0, shape.indexOf(' ', shape.indexOf(' ') + 1)))
                .map(named -> named.endsWith(" {") ? named.substring(0, named.length() - 1) : named)
                .toList();
    }
}
