package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.ForkedApplication;
import dev.porchlight.testing.Rest;
import dev.porchlight.testing.RunningJvm;
import dev.porchlight.testing.TestDatabases;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Some chat while many are told all of it and never read: a process of 256 MB parts from those, and serves the others. */
class SlowReadersTest {

    /** With the megabyte that each may be behind, more than there is memory. */
    private static final int READERS = 300;

    private static final int GUESTS = 4;
    private static final int ROUNDS = 60;
    private static final String LONGEST_TEXT = "x".repeat(8 * 1024);

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<ChatClient> clients = new ArrayList<>();
    private ForkedApplication application;
    private URI meters;
    private String ownerToken;

    @BeforeEach
    void start() throws Exception {
        int port = freePort();
        meters = URI.create("http://127.0.0.1:" + port + "/actuator/prometheus");
        application = ForkedApplication.start(
                folder,
                TestDatabases.newUri().orElse(""),
                0,
                0,
                "--management.server.port=" + port,
                "--management.server.address=127.0.0.1",
                "--management.endpoints.web.exposure.include=prometheus");
        Rest rest = new Rest(application.restPort());
        String account = rest.json("email", "o@example.com", "password", "a password", "domain", "x.example");
        rest.post("/owner/register", account);
        ownerToken = rest.post("/owner/login", account)
                .body()
                .get("data")
                .get("token")
                .asString();
    }

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdownNow();
        application.kill();
        clients.forEach(ChatClient::close);
    }

    @Test
    void those_who_never_read_are_parted_from_and_the_others_miss_nothing() throws Exception {
        RunningJvm jvm = new RunningJvm(application.pid());
        List<Guest> guests = Stream.generate(this::newGuest).limit(GUESTS).toList();
        ChatClient desk = openDesk();
        ChatClient answering = openDesk();
        long before = jvm.liveHeap();
        for (int i = 0; i < READERS; i++) {
            openDesk();
        }

        Future<Map<String, TreeSet<Long>>> heard = threads.submit(() -> hear(desk, GUESTS * ROUNDS * 2));
        List<Future<TreeSet<Long>>> told = new ArrayList<>();
        guests.forEach(guest -> told.add(threads.submit(guest::talk)));
        for (int i = 0; i < ROUNDS; i++) {
            for (Guest guest : guests) {
                assertStored(say(answering, guest.chatId(), ownerToken, "An answer"));
            }
        }

        Long[] all = LongStream.rangeClosed(1, ROUNDS * 2).boxed().toArray(Long[]::new);
        for (Future<TreeSet<Long>> guest : told) {
            assertThat(guest.get(60, TimeUnit.SECONDS)).containsExactly(all);
        }
        assertThat(heard.get(60, TimeUnit.SECONDS).values())
                .hasSize(GUESTS)
                .allSatisfy(seqs -> assertThat(seqs).containsExactly(all));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(meter("porchlight_socket_closed_total{reason=\"slow\"}"))
                        .isEqualTo(READERS));
        assertThat(jvm.liveHeap()).isLessThan(before + (32 << 20));
        assertThat(meter("porchlight_socket_pending_bytes")).isZero();
        assertThat(application.output()).doesNotContain("OutOfMemoryError", "OutOfDirectMemoryError");
    }

    private final class Guest {

        private final ChatClient client = connect();
        private final JsonNode chat =
                client.ask("getNewChat", "email", "g@example.com", "name", "Guest", "domain", "x.example");

        String chatId() {
            return chat.get("chatId").asString();
        }

        /** @return the numbers of all messages that this guest has learnt of */
        TreeSet<Long> talk() {
            TreeSet<Long> seqs = new TreeSet<>();
            for (int i = 0; i < ROUNDS; i++) {
                JsonNode reply = say(client, chatId(), chat.get("guestToken").asString(), LONGEST_TEXT);
                assertStored(reply);
                seqs.add(reply.get("message").get("seq").asLong());
            }
            seqs.addAll(hear(client, ROUNDS).get(chatId()));
            return seqs;
        }
    }

    private Guest newGuest() {
        return new Guest();
    }

    private static JsonNode say(ChatClient client, String chatId, String token, String text) {
        return client.ask("newMessage", "chatId", chatId, "token", token, "message", text);
    }

    private static void assertStored(JsonNode reply) {
        assertThat(reply.get("statusCode").asInt()).as(reply.toString()).isEqualTo(200);
    }

    /** @return by chat, the numbers of the messages that were pushed */
    private static Map<String, TreeSet<Long>> hear(ChatClient client, int messages) {
        Map<String, TreeSet<Long>> seqs = new HashMap<>();
        for (int i = 0; i < messages; i++) {
            JsonNode added = client.next("messageAdded");
            seqs.computeIfAbsent(added.get("chatId").asString(), chatId -> new TreeSet<>())
                    .add(added.get("message").get("seq").asLong());
        }
        return seqs;
    }

    private ChatClient openDesk() {
        ChatClient desk = connect();
        desk.ask("getWaitingChats", "token", ownerToken, "limit", 1);
        return desk;
    }

    private ChatClient connect() {
        ChatClient client = ChatClient.connect(application.socketPort());
        clients.add(client);
        return client;
    }

    private double meter(String name) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(meters).build(), HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
