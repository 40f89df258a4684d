package dev.porchlight.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.PorchlightApplication;
import dev.porchlight.socket.SocketServer;
import dev.porchlight.store.Store;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.ChatClient.Event;
import dev.porchlight.testing.RedisServer;
import dev.porchlight.testing.Rest;
import dev.porchlight.testing.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Two processes of one store, as two applications here: what happens in one reaches the clients of the other. */
class ClusterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static RedisServer redis;
    private static Store store;
    private static Node one;
    private static Node two;

    private final List<ChatClient> clients = new ArrayList<>();
    private final Set<Node> visited = new HashSet<>();
    private JsonNode owner;
    private String domain;

    private record Node(ConfigurableApplicationContext context) {

        int restPort() {
            return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        }

        int socketPort() {
            return context.getBean(SocketServer.class).port();
        }

        boolean isConnected() {
            return context.getBean(Cluster.class).isConnected();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        redis = RedisServer.start();
        String uri = TestDatabases.newUri().orElseGet(() -> {
            store = Store.openEmbedded(folder.resolve("store"), false);
            return store.getConnectionString().toString();
        });
        one = startNode("one", uri);
        two = startNode("two", uri);
        awaitConnected();
    }

    private static Node startNode(String name, String mongodbUri) throws Exception {
        return new Node(new SpringApplicationBuilder(PorchlightApplication.class)
                .run(
                        "--server.port=0",
                        "--porchlight.socket.port=0",
                        "--porchlight.limits.exempt=127.0.0.0/8,::1",
                        "--porchlight.data=" + Files.createDirectories(folder.resolve(name)),
                        "--porchlight.mongodb-uri=" + mongodbUri,
                        "--porchlight.jwt-secret=0123456789abcdef0123456789abcdef0123456789abcdef",
                        "--porchlight.redis-url=" + redis.url()));
    }

    @AfterAll
    static void stop() throws Exception {
        for (Node node : new Node[] {one, two}) {
            if (node != null) {
                node.context().close();
            }
        }
        if (store != null) {
            store.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    @BeforeEach
    void register() {
        String name = UUID.randomUUID().toString();
        domain = name + ".example.com";
        Rest rest = new Rest(one.restPort());
        rest.post(
                "/owner/register",
                rest.json("email", name + "@example.com", "password", "correct horse", "domain", domain));
        owner = rest.post("/owner/login", rest.json("email", name + "@example.com", "password", "correct horse"))
                .body()
                .get("data");
    }

    @AfterEach
    void closeClients() {
        clients.forEach(ChatClient::close);
    }

    @Test
    void a_message_reaches_the_other_side_at_another_process_in_either_direction() {
        ChatClient desk = desk(one);
        Guest guest = guest(two);
        assertThat(desk.next("chatOpened").get("chat").get("_id").asString()).isEqualTo(guest.chatId());

        for (int i = 1; i <= 20; i++) {
            guest.say("question " + i);
            JsonNode message = desk.next("messageAdded").get("message");
            assertThat(message.get("message").asString()).isEqualTo("question " + i);
            assertThat(message.get("seq").asInt()).isEqualTo(2 * i - 1);
            desk.ask("newMessage", "chatId", guest.chatId(), "token", token(), "message", "answer " + i);
            JsonNode answer = guest.client().next("messageAdded").get("message");
            assertThat(answer.get("message").asString()).isEqualTo("answer " + i);
            assertThat(answer.get("sentAt").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        }
    }

    @Test
    void whoever_sent_a_message_gets_no_push_of_it_from_elsewhere_and_their_other_tab_gets_one() {
        Guest guest = guest(two);
        ChatClient secondTab = connect(one);
        history(secondTab, guest);
        awaitSubscribed();

        guest.say("hello");

        assertThat(secondTab.next("messageAdded").get("message").get("message").asString())
                .isEqualTo("hello");
        assertThat(guest.client().drain()).extracting(Event::name).doesNotContain("messageAdded");
    }

    @Test
    void typing_read_marks_and_presence_cross_processes() {
        ChatClient desk = desk(one);
        Guest guest = guest(two);
        desk.next("chatOpened");
        await().atMost(PATIENCE).until(() -> onlineOf(desk, guest));
        assertThat(history(guest.client(), guest).get("online").get("owner").asBoolean())
                .isTrue();

        guest.client().ask("typing", "chatId", guest.chatId(), "token", guest.token(), "typing", true);
        assertThat(desk.next("typingChanged").get("typing").asBoolean()).isTrue();
        long seq = guest.say("hello").get("message").get("seq").asLong();
        desk.ask("markRead", "chatId", guest.chatId(), "token", token(), "seq", seq);
        assertThat(guest.client().next("messagesRead").get("seq").asLong()).isEqualTo(seq);

        guest.client().close();
        JsonNode gone = nextPresence(desk, false);
        assertThat(gone.get("chatId").asString()).isEqualTo(guest.chatId());
        assertThat(onlineOf(desk, guest)).isFalse();
    }

    @Test
    void a_guest_is_online_while_they_are_at_any_process() {
        ChatClient desk = desk(one);
        Guest guest = guest(two);
        ChatClient secondTab = connect(one);
        history(secondTab, guest);
        await().atMost(PATIENCE).until(() -> onlineOf(desk, guest));
        desk.drain();

        guest.client().close();
        await().pollDelay(Duration.ofSeconds(7)).atMost(PATIENCE).until(() -> onlineOf(desk, guest));
        assertThat(desk.drain()).extracting(Event::name).doesNotContain("presenceChanged");

        secondTab.close();
        nextPresence(desk, false);
    }

    @Test
    void an_owner_session_that_ends_at_one_process_ends_at_the_other_within_a_second() {
        ChatClient desk = desk(two);

        new Rest(one.restPort())
                .send("POST", "/owner/logout", "application/json", "", "Authorization", "Bearer " + token());

        long before = System.nanoTime();
        assertThat(desk.next("sessionEnded").get("reason").asString()).isEqualTo("loggedOut");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
        assertThat(connect(two)
                        .ask("getWaitingChats", "token", token())
                        .get("code")
                        .asString())
                .isEqualTo("UNAUTHORIZED");
    }

    @Test
    void a_deleted_chat_is_gone_for_its_guest_at_the_other_process() {
        ChatClient desk = desk(one);
        Guest guest = guest(two);
        desk.next("chatOpened");

        desk.ask("deleteChat", "chatId", guest.chatId(), "token", token());

        assertThat(guest.client().next("chatDeleted").get("chatId").asString()).isEqualTo(guest.chatId());
        assertThat(guest.client().next("sessionEnded")).isNotNull();
    }

    @Test
    void a_banned_guest_hears_nothing_more_at_the_other_process() {
        ChatClient desk = desk(one);
        Guest guest = guest(two);
        desk.next("chatOpened");
        guest.say("hello");
        desk.next("messageAdded");

        desk.ask("banGuest", "chatId", guest.chatId(), "token", token());
        desk.next("chatUpdated");
        guest.client().drain();
        desk.ask("newMessage", "chatId", guest.chatId(), "token", token(), "message", "to nobody");

        assertThat(guest.client().drain()).extracting(Event::name).doesNotContain("messageAdded");
        await().atMost(Duration.ofSeconds(2))
                .until(() -> guest.say("still here").path("code").asString("").equals("FORBIDDEN"));
    }

    @Test
    void while_redis_is_away_each_process_serves_its_own_and_afterwards_clients_are_told_to_catch_up()
            throws Exception {
        ChatClient desk = desk(one);
        Guest near = guest(one);
        Guest far = guest(two);
        desk.next("chatOpened");
        desk.next("chatOpened");
        desk.drain();

        redis.kill();
        await().atMost(PATIENCE).until(() -> !one.isConnected() && !two.isConnected());
        near.say("near");
        assertThat(desk.next("messageAdded").get("message").get("message").asString())
                .isEqualTo("near");
        far.say("far");
        assertThat(health(one)).contains("DEGRADED");
        assertThat(new Rest(one.restPort()).get("/actuator/health/readiness").status())
                .isEqualTo(200);

        redis.restart();
        awaitConnected();
        await().atMost(PATIENCE)
                .until(() -> desk.drain().stream()
                        .anyMatch(event -> event.name().equals("catchUp")
                                && event.data().get("within").asLong() > 0));
        far.say("again");
        assertThat(desk.next("messageAdded").get("message").get("message").asString())
                .isEqualTo("again");
    }

    @Test
    void requests_do_not_wait_for_a_redis_that_is_stalled() throws Exception {
        ChatClient desk = desk(one);
        Guest near = guest(one);
        desk.next("chatOpened");

        redis.stall();
        try {
            await().atMost(PATIENCE).until(() -> !one.isConnected());
            long before = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                near.say("stalled " + i);
                desk.next("messageAdded");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
        } finally {
            redis.resume();
        }
        awaitConnected();
    }

    private static void awaitConnected() {
        await().atMost(PATIENCE).until(() -> one.isConnected() && two.isConnected());
    }

    private static String health(Node node) {
        return new Rest(node.restPort()).get("/actuator/health").body().toString();
    }

    private record Guest(ChatClient client, String chatId, String token) {

        JsonNode say(String text) {
            return client.say(chatId, token, text);
        }
    }

    private String token() {
        return owner.get("token").asString();
    }

    private ChatClient desk(Node node) {
        ChatClient desk = connect(node);
        desk.ask("getWaitingChats", "token", token());
        awaitSubscribed();
        return desk;
    }

    private Guest guest(Node node) {
        ChatClient client = connect(node);
        JsonNode chat = client.ask("getNewChat", "email", "guest@example.com", "name", "Guest", "domain", domain);
        awaitSubscribed();
        return new Guest(
                client, chat.get("chatId").asString(), chat.get("guestToken").asString());
    }

    /** What happens in one process reaches the others that have clients of this owner from then on. */
    private void awaitSubscribed() {
        String channel = "porchlight:owner:" + owner.get("ownerId").asString();
        await().atMost(PATIENCE).until(() -> redis.subscribers(channel) >= visited.size());
    }

    private ChatClient connect(Node node) {
        ChatClient client = ChatClient.connect(node.socketPort());
        clients.add(client);
        visited.add(node);
        return client;
    }

    private static JsonNode history(ChatClient client, Guest guest) {
        return client.ask("getChatMessages", "chatId", guest.chatId(), "token", guest.token());
    }

    private boolean onlineOf(ChatClient desk, Guest guest) {
        for (JsonNode chatId : desk.ask("getWaitingChats", "token", token()).get("online")) {
            if (chatId.asString().equals(guest.chatId())) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode nextPresence(ChatClient client, boolean online) {
        while (true) {
            JsonNode change = client.next("presenceChanged");
            if (change.get("online").asBoolean() == online) {
                return change;
            }
        }
    }
}
