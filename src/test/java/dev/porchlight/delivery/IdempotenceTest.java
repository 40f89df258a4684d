package dev.porchlight.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.store.embedded.EmbeddedStore;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.Rest;
import dev.porchlight.testing.TestDatabases;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A message that is sent again with the same clientMessageId is stored once, gets the same reply, and is pushed once.
 * There are two Porchlights on one store.
 */
class IdempotenceTest {

    private static final int ROUNDS = 10;

    @TempDir
    static Path folder;

    private static EmbeddedStore store;
    private static String uri;
    private static Node here;
    private static Node there;

    private final List<ChatClient> clients = new ArrayList<>();
    private final String clientMessageId = UUID.randomUUID().toString();
    private ChatClient ownerClient;
    private ChatClient ownerClientThere;
    private String ownerToken;
    private String guestToken;
    private String chatId;

    @BeforeAll
    static void start() {
        store = EmbeddedStore.open(EmbeddedStore.Options.of(folder).withForceToDisk(false));
        uri = TestDatabases.newUri().orElse(store.connectionString() + "/idempotence");
        here = Node.start(uri);
        there = Node.start(uri);
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
        store.close();
    }

    @BeforeEach
    void openChat() {
        String name = UUID.randomUUID().toString();
        Rest rest = new Rest(here.restPort());
        Object[] account = {"email", name + "@example.com", "password", "a password", "domain", name + ".example"};
        rest.post("/owner/register", rest.json(account));
        ownerToken = rest.post("/owner/login", rest.json(account))
                .body()
                .get("data")
                .get("token")
                .asString();
        JsonNode chat =
                connect(here).ask("getNewChat", "email", "g@example.com", "name", "Guest", "domain", name + ".example");
        chatId = chat.get("chatId").asString();
        guestToken = chat.get("guestToken").asString();
        ownerClient = openOwnerClient(here);
        ownerClientThere = openOwnerClient(there);
    }

    @AfterEach
    void closeClients() {
        clients.forEach(ChatClient::close);
    }

    @Test
    void a_duplicate_on_the_same_socket() {
        ChatClient guest = connect(here);

        JsonNode reply = send(guest, guestToken, "hello");
        JsonNode again = send(guest, guestToken, "hello");

        assertThat(again).isEqualTo(reply);
        assertStoredAndPushedOnce(reply);
    }

    @Test
    void a_duplicate_on_another_socket() {
        JsonNode reply = send(connect(here), guestToken, "hello");
        JsonNode again = send(connect(here), guestToken, "hello");

        assertThat(again).isEqualTo(reply);
        assertStoredAndPushedOnce(reply);
    }

    @Test
    void a_duplicate_after_a_restart() {
        JsonNode reply = send(connect(here), guestToken, "hello");
        assertStoredAndPushedOnce(reply);
        here.close();
        here = Node.start(uri);
        ownerClient = openOwnerClient(here);

        JsonNode again = send(connect(here), guestToken, "hello");

        assertThat(again).isEqualTo(reply);
        assertThat(stored()).containsExactly(reply.get("message"));
        assertThat(pushes()).isEmpty();
    }

    @Test
    void a_duplicate_to_a_second_porchlight() {
        JsonNode reply = send(connect(here), guestToken, "hello");
        JsonNode again = send(connect(there), guestToken, "hello");

        assertThat(again).isEqualTo(reply);
        assertStoredAndPushedOnce(reply);
    }

    @Test
    void duplicates_at_the_same_instant_on_two_sockets() {
        sendAtTheSameInstant(connect(here), connect(here));
    }

    @Test
    void duplicates_at_the_same_instant_to_two_porchlights() {
        sendAtTheSameInstant(connect(here), connect(there));
    }

    @Test
    void the_same_id_with_another_text_is_a_conflict() {
        ChatClient guest = connect(here);
        JsonNode reply = send(guest, guestToken, "hello");

        assertThat(send(guest, guestToken, "hello!").get("code").asString()).isEqualTo("CONFLICT");
        assertThat(send(connect(there), guestToken, "hello!").get("code").asString())
                .isEqualTo("CONFLICT");
        assertStoredAndPushedOnce(reply);
    }

    @Test
    void the_same_id_from_another_sender_is_a_conflict() {
        JsonNode reply = send(connect(here), guestToken, "hello");

        assertThat(send(connect(here), ownerToken, "hello").get("code").asString())
                .isEqualTo("CONFLICT");
        assertThat(send(connect(there), ownerToken, "hello").get("code").asString())
                .isEqualTo("CONFLICT");
        assertStoredAndPushedOnce(reply);
    }

    private void sendAtTheSameInstant(ChatClient one, ChatClient other) {
        List<JsonNode> replied = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            String request = request(UUID.randomUUID().toString(), guestToken, "hello");
            one.send("newMessage", request);
            other.send("newMessage", request);
            JsonNode reply = one.next("ack");
            assertThat(other.next("ack")).isEqualTo(reply);
            replied.add(reply.get("message"));
        }
        assertThat(stored()).isEqualTo(replied);
        assertThat(pushes()).containsExactlyInAnyOrderElementsOf(replied);
    }

    private void assertStoredAndPushedOnce(JsonNode reply) {
        assertThat(reply.get("data").asString()).isEqualTo("Message added");
        assertThat(stored()).containsExactly(reply.get("message"));
        assertThat(pushes()).containsExactly(reply.get("message"));
    }

    private List<JsonNode> stored() {
        return ownerClient
                .ask("getChatMessages", "chatId", chatId, "token", ownerToken)
                .get("data")
                .valueStream()
                .toList();
    }

    /** The messages pushed to the owner, by both together. */
    private List<JsonNode> pushes() {
        List<ChatClient.Event> events = new ArrayList<>(ownerClient.drain());
        events.addAll(ownerClientThere.drain());
        return events.stream()
                .filter(event -> event.name().equals("messageAdded"))
                .map(event -> event.data().get("message"))
                .toList();
    }

    private JsonNode send(ChatClient client, String token, String text) {
        return client.askFor("newMessage", request(clientMessageId, token, text));
    }

    private String request(String id, String token, String text) {
        return new Rest(here.restPort()).json("chatId", chatId, "token", token, "message", text, "clientMessageId", id);
    }

    private ChatClient openOwnerClient(Node node) {
        ChatClient client = connect(node);
        client.ask("getWaitingChats", "token", ownerToken);
        return client;
    }

    private ChatClient connect(Node node) {
        ChatClient client = ChatClient.connect(node.socketPort());
        clients.add(client);
        return client;
    }
}
