package dev.porchlight.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.store.embedded.EmbeddedStore;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import dev.porchlight.testing.FaultyProxy;
import dev.porchlight.testing.Rest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The store accepts commands and does not reply: requests that need it fail in time, others do not notice, it heals. */
class HangingStoreTest {

    /** More than there are worker threads, so that some requests wait for those that wait for the store. */
    private static final int GUESTS = 100;

    private static final int REQUESTS_OF_EACH = 3;

    /** Longer than the timeouts of requests and of the store. */
    private static final Duration HANGS_FOR = Duration.ofSeconds(5);

    /** Several for each event loop. */
    private static final int NEWCOMERS = 20;

    @TempDir
    Path folder;

    private final List<EngineClient> connected = new ArrayList<>();
    private EmbeddedStore store;
    private FaultyProxy wayToStore;
    private Node application;

    @BeforeEach
    void start() throws Exception {
        store = EmbeddedStore.open(EmbeddedStore.Options.of(folder).withForceToDisk(false));
        wayToStore = new FaultyProxy(Integer.parseInt(store.connectionString().replaceAll(".*:", "")), 1, 1);
        application = Node.start(
                "mongodb://127.0.0.1:" + wayToStore.port() + "/hanging", "--porchlight.socket.request-timeout=2s");
    }

    @AfterEach
    void stop() throws Exception {
        connected.forEach(EngineClient::close);
        wayToStore.heal();
        application.close();
        wayToStore.close();
        store.close();
    }

    private record Guest(ChatClient client, String chatId, String token, List<String> ids, List<Integer> acks) {

        void send() {
            String id = UUID.randomUUID().toString();
            ids.add(id);
            acks.add(client.send("newMessage", new Rest(0).json(message(id))));
        }

        JsonNode sendAgain(String id) {
            return client.ask("newMessage", message(id));
        }

        private Object[] message(String id) {
            return new Object[] {"chatId", chatId, "token", token, "message", "Hello?", "clientMessageId", id};
        }
    }

    @Test
    void requests_that_need_the_store_fail_in_time_others_do_not_notice_and_it_heals() throws Exception {
        Rest rest = new Rest(application.restPort());
        rest.post(
                "/owner/register", rest.json("email", "o@x.example", "password", "a password", "domain", "x.example"));
        List<Guest> guests = new ArrayList<>();
        for (int i = 0; i < GUESTS; i++) {
            guests.add(newGuest());
        }
        ChatClient bystander = ChatClient.connect(application.socketPort());
        connected.add(bystander.engine());

        long hangsSince = System.nanoTime();
        wayToStore.hang(Duration.ofMinutes(5));
        for (Guest guest : guests) {
            for (int i = 0; i < REQUESTS_OF_EACH; i++) {
                guest.send();
            }
        }

        for (int i = 0; i < NEWCOMERS; i++) {
            EngineClient newcomer = EngineClient.connect(
                    application.socketPort(), i % 2 == 0 ? Transport.WEBSOCKET : Transport.POLLING, 3);
            connected.add(newcomer);
            newcomer.send("2");
            assertThat(newcomer.poll(Duration.ofSeconds(10))).isEqualTo("3");
        }
        assertThat(bystander.ask("checkConnection").toString()).isEqualTo("\"connected\"");
        assertThat(rest.get("/actuator/health/readiness").status()).isEqualTo(503);
        assertThat(rest.get("/actuator/health/liveness").status()).isEqualTo(200);
        for (Guest guest : guests) {
            List<String> replies = new ArrayList<>();
            for (int i = 0; i < REQUESTS_OF_EACH; i++) {
                replies.add(guest.client().engine().nextMessage());
            }
            assertThat(replies).allMatch(reply -> reply.contains("UNAVAILABLE"));
            assertThat(replies.stream().map(reply -> Integer.valueOf(reply.substring(2, reply.indexOf('[')))))
                    .containsExactlyInAnyOrderElementsOf(guest.acks());
        }

        // Until the application has given up all its connections to the store.
        TimeUnit.NANOSECONDS.sleep(HANGS_FOR.toNanos() - (System.nanoTime() - hangsSince));
        wayToStore.heal();

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> assertThat(rest.get("/actuator/health/readiness").status())
                                .isEqualTo(200));
        for (Guest guest : guests) {
            for (String id : guest.ids()) {
                JsonNode reply = guest.sendAgain(id);
                assertThat(reply.get("statusCode").asInt()).as(reply.toString()).isEqualTo(200);
            }
            JsonNode history = guest.client().ask("getChatMessages", "chatId", guest.chatId(), "token", guest.token());
            List<JsonNode> messages = StreamSupport.stream(history.get("data").spliterator(), false)
                    .toList();
            assertThat(messages.stream()
                            .map(message -> message.get("clientMessageId").asString()))
                    .containsExactlyInAnyOrderElementsOf(guest.ids());
            assertThat(messages.stream().map(message -> message.get("seq").asLong()))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, REQUESTS_OF_EACH).boxed().toList());
            assertThat(guest.client().takePushes()).as("a second reply").isEmpty();
        }
    }

    private Guest newGuest() {
        ChatClient client = ChatClient.connect(application.socketPort());
        connected.add(client.engine());
        JsonNode chat = client.ask("getNewChat", "email", "g@x.example", "name", "Guest", "domain", "x.example");
        return new Guest(
                client,
                chat.get("chatId").asString(),
                chat.get("guestToken").asString(),
                new ArrayList<>(),
                new ArrayList<>());
    }
}
