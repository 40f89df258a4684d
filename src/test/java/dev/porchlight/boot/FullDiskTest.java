package dev.porchlight.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.ForkedApplication;
import dev.porchlight.testing.Programs;
import dev.porchlight.testing.Rest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A disk that fills up ends the process with the exit code by which it is started again, soon and quietly; until there is
 * room each start ends with a sentence, and then all that was acknowledged is there. As systemd and Docker would see it.
 */
class FullDiskTest {

    private static final int GUESTS = 4;
    private static final int MAX_LINES = 60;
    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    private Path disk;
    private Path filler;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        filler = disk.resolve("filler");
        mounted = Programs.succeeds("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString());
        Programs.require(mounted, "a tmpfs cannot be mounted: only root may");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(Programs.succeeds("umount", "--lazy", disk.toString())).isTrue();
        }
    }

    @Test
    void a_full_disk_ends_the_process_until_there_is_room() throws Exception {
        Path data = disk.resolve("data");
        List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
        ForkedApplication application = ForkedApplication.start(data, "");
        JsonNode chat;
        int linesBefore;
        try {
            Rest rest = new Rest(application.restPort());
            rest.post(
                    "/owner/register",
                    rest.json("email", "o@x.example", "password", "a password", "domain", "x.example"));
            try (ChatClient client = ChatClient.connect(application.socketPort())) {
                chat = client.ask("getNewChat", "email", "g@x.example", "name", "Guest", "domain", "x.example");
                fill();
                linesBefore = lines(application);
                List<Thread> guests = new ArrayList<>();
                for (int guest = 0; guest < GUESTS; guest++) {
                    String name = "guest " + guest;
                    guests.add(new Thread(() -> sendUntilTheEnd(application, chat, name, acknowledged)));
                }
                guests.forEach(Thread::start);

                assertThat(application.awaitExit(SOON)).isEqualTo(FatalErrors.EXIT_CODE);
                for (Thread guest : guests) {
                    guest.join();
                }
            }
        } finally {
            application.kill();
        }
        assertThat(application.output().lines().skip(linesBefore))
                .as("lines of the log")
                .hasSizeLessThan(MAX_LINES)
                .filteredOn(line -> line.contains("must be started again"))
                .singleElement()
                .asString()
                .contains("exit code 70", "No space left on device");

        fill();
        try {
            ForkedApplication onFullDisk = ForkedApplication.start(data, "");
            onFullDisk.kill();
            throw new IllegalStateException("It started on a full disk");
        } catch (AssertionError failed) {
            assertThat(failed).hasMessageContaining("KB are left of its disk").hasMessageContaining("PORCHLIGHT_DATA");
        }

        Files.delete(filler);
        ForkedApplication again = ForkedApplication.start(data, "");
        try (ChatClient client = ChatClient.connect(again.socketPort())) {
            List<String> stored = messages(client, chat);
            assertThat(stored).containsAll(acknowledged);
            assertThat(client.say(chat, "after").get("statusCode").asInt()).isEqualTo(200);
        } finally {
            again.kill();
        }
    }

    private static void sendUntilTheEnd(
            ForkedApplication application, JsonNode chat, String name, List<String> acknowledged) {
        try (ChatClient client = ChatClient.connect(application.socketPort())) {
            for (int i = 0; ; i++) {
                String text = name + " " + i;
                if (client.say(chat, text).get("statusCode").asInt() == 200) {
                    acknowledged.add(text);
                }
            }
        } catch (RuntimeException | AssertionError ended) {
            // The server is gone.
        }
    }

    private static List<String> messages(ChatClient client, JsonNode chat) {
        List<String> all = new ArrayList<>();
        JsonNode page;
        do {
            page = client.ask(
                    "getChatMessages",
                    "chatId",
                    chat.get("chatId").asString(),
                    "token",
                    chat.get("guestToken").asString(),
                    "after",
                    all.size(),
                    "limit",
                    200);
            page.get("data").forEach(message -> all.add(message.get("message").asString()));
        } while (page.path("more").asBoolean() && !page.get("data").isEmpty());
        return all;
    }

    /** Up to the last byte. */
    private void fill() throws IOException {
        try (var out = Files.newOutputStream(
                filler, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND)) {
            byte[] block = new byte[4096];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static int lines(ForkedApplication application) {
        return (int) application.output().lines().count();
    }
}
