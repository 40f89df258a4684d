package dev.porchlight.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.porchlight.PorchlightApplication;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.socket.SocketServer;
import dev.porchlight.store.embedded.EmbeddedStore;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.Rest;
import dev.porchlight.testing.TestDatabases;
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
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Copying the embedded store to MongoDB; without MONGODB_URI a second embedded store takes its place. */
@ExtendWith(OutputCaptureExtension.class)
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
    void copies_everything(CapturedOutput output) {
        copy();

        assertThat(output)
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

        assertThatThrownBy(this::copy)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("other owners")
                .hasMessageContaining("MONGODB_URI");
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

        assertThatThrownBy(this::copy).isInstanceOf(InvalidSettingException.class);
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void refuses_a_target_with_other_signing_keys() {
        startOnTarget().close();
        target.getCollection("marks").drop();

        assertThatThrownBy(this::copy)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("signing keys");
    }

    @Test
    void names_the_missing_setting() {
        assertThatThrownBy(() -> CopyToMongodb.run("--porchlight.data=" + data, "--porchlight.mongodb-uri="))
                .hasMessageContaining("MONGODB_URI");
        assertThatThrownBy(() -> CopyToMongodb.run(
                        "--porchlight.data=" + data.resolve("nothing"), "--porchlight.mongodb-uri=" + uri))
                .hasMessageContaining("PORCHLIGHT_DATA");
        assertThat(data.resolve("nothing")).doesNotExist();
    }

    private void copy() {
        PorchlightApplication.main(
                new String[] {CopyToMongodb.NAME, "--porchlight.data=" + data, "--porchlight.mongodb-uri=" + uri});
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
