package dev.porchlight;

import dev.porchlight.socket.SocketServer;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.Rest;
import dev.porchlight.testing.TestDatabases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * The whole application on real ports, with a store of its own: in a folder, or in the MongoDB at MONGODB_URI. Tests send
 * a lot from loopback, which therefore is exempt from limits unless a test says otherwise.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"porchlight.socket.port=0", "porchlight.limits.exempt=127.0.0.0/8,::1"})
@Import(CheapPasswords.class)
public abstract class ApplicationTest {

    protected static final String PASSWORD = "correct horse";

    @LocalServerPort
    protected int port;

    @Autowired
    protected SocketServer sockets;

    private final List<ChatClient> clients = new ArrayList<>();

    @DynamicPropertySource
    static void data(DynamicPropertyRegistry properties) {
        // Once: the supplier is asked by everything that reads the setting.
        String folder = newFolder();
        properties.add("porchlight.data", () -> folder);
        String database = TestDatabases.newUri().orElse("");
        properties.add("porchlight.mongodb-uri", () -> database);
        if (!database.isEmpty()) {
            // As by default with the embedded store.
            properties.add("porchlight.demo", () -> "true");
        }
    }

    @AfterEach
    void closeClients() {
        clients.forEach(ChatClient::close);
    }

    protected Rest rest() {
        return new Rest(port);
    }

    protected ChatClient connect(String... headers) {
        ChatClient client = ChatClient.connect(sockets.port(), headers);
        clients.add(client);
        return client;
    }

    /** Registers a new owner and logs in. */
    protected Account newOwner() {
        String name = UUID.randomUUID().toString();
        Account account = new Account(name + "@example.com", name + ".example.com", "", "");
        rest().post(
                        "/owner/register",
                        rest().json("email", account.email(), "password", PASSWORD, "domain", account.domain()));
        return logIn(account);
    }

    protected Account logIn(Account account) {
        JsonNode data = rest().post("/owner/login", rest().json("email", account.email(), "password", PASSWORD))
                .body()
                .get("data");
        return new Account(
                account.email(),
                account.domain(),
                data.get("ownerId").asString(),
                data.get("token").asString());
    }

    /** Opens a chat on a connection of its own. */
    protected GuestChat newChat(Account owner, String... headers) {
        return newChat(owner.domain(), headers);
    }

    protected GuestChat newChat(String domain, String... headers) {
        ChatClient client = connect(headers);
        JsonNode chat = client.ask("getNewChat", "email", "guest@example.com", "name", "Guest", "domain", domain);
        return new GuestChat(
                client,
                chat.get("chatId").asString(),
                chat.get("guestId").asString(),
                chat.get("guestToken").asString());
    }

    protected record Account(String email, String domain, String id, String token) {}

    public record GuestChat(ChatClient client, String id, String guestId, String token) {

        public JsonNode say(String text) {
            return client.say(id, token, text);
        }
    }

    private static String newFolder() {
        try {
            return Files.createTempDirectory("porchlight-test").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
