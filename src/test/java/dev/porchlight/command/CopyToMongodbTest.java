package dev.porchlight.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.porchlight.PorchlightApplication;
import dev.porchlight.socket.SocketServer;
import dev.porchlight.store.embedded.EmbeddedStore;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.CommandRun;
import dev.porchlight.testing.Rest;
import dev.porchlight.testing.RootLogLevel;
import dev.porchlight.testing.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Copying the embedded store to MongoDB; without MONGODB_URI a second embedded store takes its place. */
@ExtendWith(RootLogLevel.class)
class CopyToMongodbTest {

    /** More than one page of {@link CollectionCopy}. */
    private static final int MESSAGES = 620;

    @TempDir
    static Path data;

    @TempDir
    static Path mongodbFolder;

    private static EmbeddedStore mongodb;
    private static String token;
    private static JsonNode chat;
    private static JsonNode history;
    private static JsonNode list;

    private final String uri =
            TestDatabases.newUri().orElseGet(() -> mongodb.connectionString() + "/moved-" + UUID.randomUUID());

    private final MongoClient client = MongoClients.create(uri);
    private final MongoDatabase target = client.getDatabase(new ConnectionString(uri).getDatabase());

    @BeforeAll
    static void create_data() {
        mongodb = EmbeddedStore.open(EmbeddedStore.Options.of(mongodbFolder).withForceToDisk(false));
        try (ConfigurableApplicationContext application = start("", data.toString())) {
            Rest rest = new Rest(
                    ((WebServerApplicationContext) application).getWebServer().getPort());
            String[] account = {"email", "o@example.com", "password", "correct horse", "domain", "shop.example"};
            rest.post("/owner/register", rest.json((Object[]) account));
            token = rest.post("/owner/login", rest.json((Object[]) account))
                    .body()
                    .get("data")
                    .get("token")
                    .asString();
            try (ChatClient guest = connect(application)) {
                chat = guest.ask("getNewChat", "email", "g@example.com", "name", "Gäst 👋", "domain", "shop.example");
                for (int i = 1; i <= MESSAGES; i++) {
                    guest.say(chat, "m" + i);
                }
                history = history(guest).get("data");
                list = guest.ask("getWaitingChats", "token", token).get("data");
            }
        }
    }

    @AfterAll
    static void close() {
        mongodb.close();
    }

    @AfterEach
    void closeClient() {
        client.close();
    }

    @Test
    void copies_everything() {
        CommandRun run = copy();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "messages: " + MESSAGES + " copied and read back",
                        "owners: 1 copied",
                        "signing keys: 1 copied");
        try (ConfigurableApplicationContext application = startOnTarget();
                ChatClient guest = connect(application)) {
            assertThat(history(guest).get("data")).isEqualTo(history);
            assertThat(guest.ask("getWaitingChats", "token", token).get("data")).isEqualTo(list);
            assertThat(guest.say(chat, "still here").get("message").get("seq").asInt())
                    .isEqualTo(MESSAGES + 1);
        }
    }

    @Test
    void continues_an_interrupted_copy() {
        copy();
        Map<String, List<Document>> whole = contents();
        target.getCollection("messages").deleteMany(new Document("seq", new Document("$gt", 300)));
        target.getCollection("guests").drop();
        target.getCollection("signingKeys").drop();

        copy();

        assertThat(contents().keySet()).isEqualTo(whole.keySet());
        whole.remove("signingKeys");
        assertThat(contents()).containsAllEntriesOf(whole);
    }

    @Test
    void refuses_a_target_with_other_data() {
        target.getCollection("owners").insertOne(new Document("email", "somebody@else.example"));
        Map<String, List<Document>> before = contents();

        assertRefused(copy(), "other owners", "MONGODB_URI");
        assertThat(contents()).containsAllEntriesOf(before);
        assertThat(target.getCollection("messages").countDocuments()).isZero();
    }

    @Test
    void refuses_a_target_that_has_been_used_since() {
        copy();
        try (ConfigurableApplicationContext application = startOnTarget();
                ChatClient guest = connect(application)) {
            guest.say(chat, "after the move");
        }
        Map<String, List<Document>> before = contents();

        assertRefused(copy(), "The database in MONGODB_URI has other ");
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void refuses_a_target_with_other_signing_keys() {
        startOnTarget().close();
        target.getCollection("marks").drop();

        assertRefused(copy(), "signing keys");
    }

    @Test
    void names_the_missing_setting() {
        assertRefused(copy(data, ""), "MONGODB_URI must say");
        assertRefused(copy(data.resolve("nothing"), uri), "PORCHLIGHT_DATA must be");
        assertThat(data.resolve("nothing")).doesNotExist();
    }

    @Test
    void copies_everything_back(@TempDir Path folder) throws IOException {
        copy();
        Path back = folder.resolve("data");
        Files.createDirectories(back.resolve("copying"));
        Files.writeString(back.resolve("copying").resolve("store.mv"), "of a copy that was interrupted");

        CommandRun run = copyBack(back, uri);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("messages: " + MESSAGES + " copied and read back", "signing keys: 1 copied and read back");
        assertThat(back.resolve("copying")).doesNotExist();
        assertThat(back.resolve("keys")).hasSameTextualContentAs(data.resolve("keys"));
        try (ConfigurableApplicationContext application = start("", back.toString());
                ChatClient guest = connect(application)) {
            assertThat(history(guest).get("data")).isEqualTo(history);
            assertThat(guest.ask("getWaitingChats", "token", token).get("data")).isEqualTo(list);
        }
        assertRefused(copyBack(back, uri), "PORCHLIGHT_DATA must be a folder without a store");
    }

    @Test
    void copies_nothing_back_from_nowhere(@TempDir Path folder) {
        Path back = folder.resolve("data");

        assertRefused(copyBack(back, ""), "MONGODB_URI must say");
        assertRefused(copyBack(back, uri), "this one is empty");
        assertThat(back).doesNotExist();
    }

    private static CommandRun copyBack(Path to, String from) {
        return CommandRun.of("copy-from-mongodb", "--porchlight.data=" + to, "--porchlight.mongodb-uri=" + from);
    }

    private CommandRun copy() {
        return copy(data, uri);
    }

    private static CommandRun copy(Path from, String to) {
        return CommandRun.of("copy-to-mongodb", "--porchlight.data=" + from, "--porchlight.mongodb-uri=" + to);
    }

    private static void assertRefused(CommandRun run, String... words) {
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains(words).hasLineCount(1);
    }

    private Map<String, List<Document>> contents() {
        Map<String, List<Document>> contents = new TreeMap<>();
        for (String name : target.listCollectionNames()) {
            contents.put(
                    name,
                    target.getCollection(name)
                            .find()
                            .sort(new Document("_id", 1))
                            .into(new ArrayList<>()));
        }
        return contents;
    }

    private static JsonNode history(ChatClient client) {
        return client.ask("getChatMessages", "chatId", chat.get("chatId").asString(), "token", token);
    }

    private static ChatClient connect(ConfigurableApplicationContext application) {
        return ChatClient.connect(application.getBean(SocketServer.class).port());
    }

    private ConfigurableApplicationContext startOnTarget() {
        return start(uri, "unused");
    }

    private static ConfigurableApplicationContext start(String mongodbUri, String data) {
        return new SpringApplicationBuilder(PorchlightApplication.class)
                .run(
                        "--server.port=0",
                        "--porchlight.socket.port=0",
                        "--porchlight.limits.exempt=127.0.0.0/8,::1",
                        "--porchlight.force-to-disk=false",
                        "--porchlight.mongodb-uri=" + mongodbUri,
                        "--porchlight.data=" + data);
    }
}
