package dev.porchlight.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.PorchlightApplication;
import dev.porchlight.command.Commands;
import dev.porchlight.socket.SocketServer;
import dev.porchlight.store.backup.Restore;
import dev.porchlight.store.embedded.storage.StoreFormat;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.Rest;
import dev.porchlight.testing.RootLogLevel;
import dev.porchlight.token.key.Fingerprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/**
 * A backup of each format that was released is restored and served by this version. Run with
 * {@code -Dformat.write=true} it makes that of the current format anew; those of earlier formats stay as they are.
 */
@ExtendWith(RootLogLevel.class)
class ReleasedFormatsTest {

    private static final Path FORMATS = Path.of("src", "test", "resources", "formats");
    private static final String KEY = "not a secret: keys of a test 123";
    private static final Object[] ACCOUNT = {
        "email", "o@example.com", "password", "a password", "domain", "shop.example"
    };
    private static final String REPLIES = "{\"replies\":[{\"shortcut\":\"hi\",\"text\":\"Hello ÄÖ 👋\"}]}";

    @TempDir
    static Path folder;

    @BeforeAll
    static void write() throws Exception {
        if (!Boolean.getBoolean("format.write")) {
            return;
        }
        Path data = Files.createDirectory(folder.resolve("written"));
        Files.writeString(
                data.resolve("keys"),
                Base64.getEncoder().encodeToString(KEY.getBytes(StandardCharsets.US_ASCII)) + "\n");
        try (ConfigurableApplicationContext application = start(data);
                ChatClient guest = connect(application);
                ChatClient second = connect(application);
                ChatClient owner = connect(application)) {
            Rest rest = rest(application);
            rest.post("/owner/register", rest.json(ACCOUNT));
            String token = logIn(rest);
            put(rest, token, "/owner/replies", REPLIES);
            put(rest, token, "/owner/site", "{\"locked\":false,\"allowedOrigins\":[\"https://shop.example\"]}");
            JsonNode chat =
                    guest.ask("getNewChat", "email", "g@example.com", "name", "Gäst 👋", "domain", "shop.example");
            guest.say(chat, "Is it open?");
            owner.ask("newMessage", "token", token, "chatId", id(chat), "message", "Yes 👋");
            guest.say(chat, "Thanks");
            guest.ask("rateChat", "chatId", id(chat), "rating", "good", "comment", "Quick");
            owner.ask("closeChat", "token", token, "chatId", id(chat));
            second.say(
                    second.ask("getNewChat", "email", "h@example.com", "name", "Second", "domain", "shop.example"),
                    "Hello?");
            assertThat(Commands.run(
                            settings -> {},
                            System.out,
                            System.err,
                            "backup",
                            "--porchlight.mongodb-uri=",
                            "--porchlight.data=" + data))
                    .hasValue(0);
        }
        Path format = FORMATS.resolve(String.valueOf(StoreFormat.VERSION));
        FileSystemUtils.deleteRecursively(format);
        try (Stream<Path> backups = Files.list(data.resolve("backups"))) {
            FileSystemUtils.copyRecursively(backups.findFirst().orElseThrow(), format);
        }
    }

    static Stream<Path> formats() throws IOException {
        return Files.list(FORMATS).sorted();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void a_store_of_each_format_is_served(Path format) throws IOException {
        Path data = folder.resolve("restored").resolve(format.getFileName());
        Restore.run(format, data);

        try (ConfigurableApplicationContext application = start(data);
                ChatClient owner = connect(application)) {
            Rest rest = rest(application);
            String token = logIn(rest);
            assertThat(new String(
                            Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.'))),
                            StandardCharsets.US_ASCII))
                    .as("the key of before signs")
                    .contains(Fingerprint.of(KEY, 8));
            assertThat(get(rest, token, "/owner/replies").toString()).isEqualTo(REPLIES);
            assertThat(get(rest, token, "/owner/site")
                            .get("allowedOrigins")
                            .get(0)
                            .asString())
                    .isEqualTo("https://shop.example");

            JsonNode closed = owner.ask("getClosedChats", "token", token).get("data");
            JsonNode waiting = owner.ask("getWaitingChats").get("data");
            assertThat(closed).hasSize(1);
            assertThat(closed.get(0).get("guest").get("name").asString()).isEqualTo("Gäst 👋");
            assertThat(closed.get(0).get("rating").get("comment").asString()).isEqualTo("Quick");
            assertThat(waiting).hasSize(1);
            JsonNode history = owner.ask(
                    "getChatMessages", "chatId", closed.get(0).get("_id").asString());
            assertThat(history.get("data")
                            .valueStream()
                            .map(message -> message.get("message").asString()))
                    .containsExactly("Is it open?", "Yes 👋", "Thanks");
            owner.ask("newMessage", "chatId", waiting.get(0).get("_id").asString(), "message", "Back again");
            assertThat(owner.ask(
                                    "getChatMessages",
                                    "chatId",
                                    waiting.get(0).get("_id").asString())
                            .get("data"))
                    .hasSize(2);
        }
        assertThat(Files.list(FORMATS).map(Path::getFileName).map(Path::toString))
                .as("one of the current format too")
                .contains(String.valueOf(StoreFormat.VERSION));
    }

    private static String id(JsonNode chat) {
        return chat.get("chatId").asString();
    }

    private static Rest rest(ConfigurableApplicationContext application) {
        return new Rest(
                ((WebServerApplicationContext) application).getWebServer().getPort());
    }

    private static ChatClient connect(ConfigurableApplicationContext application) {
        return ChatClient.connect(application.getBean(SocketServer.class).port());
    }

    private static String logIn(Rest rest) {
        return rest.post("/owner/login", rest.json(ACCOUNT))
                .body()
                .get("data")
                .get("token")
                .asString();
    }

    private static void put(Rest rest, String token, String path, String json) {
        assertThat(rest.send("PUT", path, "application/json", json, "Authorization", "Bearer " + token)
                        .status())
                .isEqualTo(200);
    }

    private static JsonNode get(Rest rest, String token, String path) {
        return rest.send("GET", path, "application/json", "", "Authorization", "Bearer " + token)
                .body()
                .get("data");
    }

    /** The embedded store, whatever the environment says; nothing is closed for its age. */
    private static ConfigurableApplicationContext start(Path data) {
        return new SpringApplicationBuilder(PorchlightApplication.class)
                .run(
                        "--server.port=0",
                        "--porchlight.socket.port=0",
                        "--porchlight.limits.exempt=127.0.0.0/8,::1",
                        "--porchlight.chats.close-after=0",
                        "--porchlight.mongodb-uri=",
                        "--porchlight.data=" + data);
    }
}
