package dev.porchlight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.EngineClient.NoMessageException;
import dev.porchlight.testing.ForkedApplication;
import dev.porchlight.testing.Rest;
import dev.porchlight.testing.TestDatabases;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Killed again and again while clients write: what was acknowledged or heard is there, once and in its place. */
class KillTest {

    private static final int ROUNDS = 3;
    private static final int CHATS = 4;
    private static final int WRITERS_PER_CHAT = 2;

    @TempDir
    Path folder;

    private final String store = TestDatabases.newUri().orElse("");

    /** The seq of each acknowledged or heard message, by its id. */
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

    private final Set<String> heard = ConcurrentHashMap.newKeySet();
    private final List<Chat> chats = new ArrayList<>();
    private String ownerToken = "";

    private record Chat(String id, String token) {}

    /** Sends one message after the other, and the unanswered one again after each kill. */
    private final class Writer {

        final Chat chat;
        final List<String> sent = new ArrayList<>();

        Writer(Chat chat) {
            this.chat = chat;
        }

        /** Until the connection breaks. */
        void write(int port, CountDownLatch started) {
            try (ChatClient client = ChatClient.connect(port)) {
                String unanswered = sent.isEmpty() ? null : sent.get(sent.size() - 1);
                while (true) {
                    String id = unanswered == null ? UUID.randomUUID().toString() : unanswered;
                    if (unanswered == null) {
                        sent.add(id);
                    }
                    unanswered = null;
                    JsonNode reply = client.ask(
                            "newMessage",
                            "chatId",
                            chat.id(),
                            "token",
                            chat.token(),
                            "message",
                            "text of " + id,
                            "clientMessageId",
                            id);
                    assertThat(reply.get("statusCode").asInt()).as("%s", reply).isEqualTo(200);
                    Long before =
                            acknowledged.put(id, reply.get("message").get("seq").asLong());
                    assertThat(before == null
                                    || before == reply.get("message").get("seq").asLong())
                            .isTrue();
                    started.countDown();
                }
            } catch (NoMessageException e) {
                // Killed, as it should be.
            }
        }
    }

    @Test
    void nothing_acknowledged_or_heard_is_lost_doubled_or_out_of_place() throws Exception {
        ForkedApplication application = ForkedApplication.start(folder, store);
        openChats(application);
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i < CHATS * WRITERS_PER_CHAT; i++) {
            writers.add(new Writer(chats.get(i % CHATS)));
        }
        for (int round = 0; round < ROUNDS; round++) {
            writeUntilKilled(application, writers, 300 + 200 * round);
            application = ForkedApplication.start(folder, store);
            verify(application, writers);
        }
        application.kill();
        assertThat(acknowledged.size()).isGreaterThan(ROUNDS * 20);
        assertThat(heard.size()).isGreaterThan(ROUNDS * 10);
        System.out.println("Killed " + ROUNDS + " times with " + writers.size() + " clients writing: "
                + acknowledged.size() + " acknowledged, " + heard.size() + " heard, 0 lost, doubled or out of place");
    }

    private void openChats(ForkedApplication application) {
        Rest rest = new Rest(application.restPort());
        rest.post(
                "/owner/register",
                rest.json("email", "o@example.com", "password", "a password", "domain", "x.example"));
        ownerToken = rest.post("/owner/login", rest.json("email", "o@example.com", "password", "a password"))
                .body()
                .get("data")
                .get("token")
                .asString();
        try (ChatClient client = ChatClient.connect(application.socketPort())) {
            for (int i = 0; i < CHATS; i++) {
                JsonNode chat =
                        client.ask("getNewChat", "email", "g@example.com", "name", "Guest", "domain", "x.example");
                chats.add(new Chat(
                        chat.get("chatId").asString(), chat.get("guestToken").asString()));
            }
        }
    }

    private void writeUntilKilled(ForkedApplication application, List<Writer> writers, int millis) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch started = new CountDownLatch(writers.size());
        List<Future<?>> running = new ArrayList<>();
        running.add(threads.submit(() -> listen(application.socketPort())));
        writers.forEach(writer -> running.add(threads.submit(() -> writer.write(application.socketPort(), started))));
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        Thread.sleep(millis);
        application.kill();
        for (Future<?> task : running) {
            task.get(20, TimeUnit.SECONDS);
        }
        threads.shutdown();
    }

    /** At the owner's desk, where every message of every chat is heard. */
    private void listen(int port) {
        try (ChatClient desk = ChatClient.connect(port)) {
            desk.ask("getWaitingChats", "token", ownerToken);
            while (true) {
                heard.add(desk.next("messageAdded")
                        .get("message")
                        .get("clientMessageId")
                        .asString());
            }
        } catch (NoMessageException e) {
            // Killed, as it should be.
        }
    }

    private void verify(ForkedApplication application, List<Writer> writers) {
        try (ChatClient desk = ChatClient.connect(application.socketPort())) {
            Map<String, JsonNode> listed = new HashMap<>();
            desk.ask("getWaitingChats", "token", ownerToken)
                    .get("data")
                    .forEach(chat -> listed.put(chat.get("_id").asString(), chat));
            Map<String, Long> stored = new HashMap<>();
            for (Chat chat : chats) {
                List<JsonNode> messages = history(desk, chat);
                int count = messages.size();
                assertThat(messages.stream().map(message -> message.get("seq").asLong()))
                        .as("no hole, no double")
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(1, count).boxed().toList());
                for (JsonNode message : messages) {
                    String id = message.get("clientMessageId").asString();
                    assertThat(stored.put(id, message.get("seq").asLong()))
                            .as("stored once")
                            .isNull();
                    assertThat(message.get("message").asString()).isEqualTo("text of " + id);
                }
                assertThat(listed.get(chat.id()).get("lastSeq").asInt()).isEqualTo(count);
                assertThat(listed.get(chat.id()).get("unread").asInt()).isEqualTo(count);
            }
            assertThat(stored).as("acknowledged").containsAllEntriesOf(acknowledged);
            assertThat(stored.keySet()).as("heard").containsAll(heard);
            for (Writer writer : writers) {
                assertThat(writer.sent.stream()
                                .filter(stored::containsKey)
                                .map(stored::get)
                                .toList())
                        .as("in the order each writer sent them")
                        .isSorted();
            }
        }
    }

    private List<JsonNode> history(ChatClient desk, Chat chat) {
        List<JsonNode> messages = new ArrayList<>();
        JsonNode page;
        do {
            page = desk.ask(
                    "getChatMessages",
                    "chatId",
                    chat.id(),
                    "token",
                    ownerToken,
                    "after",
                    messages.size(),
                    "limit",
                    200);
            page.get("data").forEach(messages::add);
        } while (page.has("more"));
        assertThat(page.get("lastSeq").asInt()).isEqualTo(messages.size());
        return messages;
    }
}
