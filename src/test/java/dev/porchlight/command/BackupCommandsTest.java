package dev.porchlight.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.porchlight.store.Store;
import dev.porchlight.testing.RootLogLevel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Backup, check and restore while Porchlight is stopped. */
@ExtendWith(RootLogLevel.class)
class BackupCommandsTest {

    @TempDir
    Path folder;

    private record Output(int exitCode, String out, String err) {}

    private static Output run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Commands.run(
                        settings -> {},
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        args)
                .orElseThrow();
        return new Output(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static Output run(String name, Path data, String... words) {
        String[] args = new String[words.length + 3];
        args[0] = name;
        System.arraycopy(words, 0, args, 1, words.length);
        args[words.length + 1] = "--porchlight.data=" + data;
        args[words.length + 2] = "--porchlight.mongodb-uri=";
        return run(args);
    }

    @Test
    void a_store_moves_to_another_folder_by_its_backup() {
        Path data = folder.resolve("data");
        try (Store store = Store.openEmbedded(data, false);
                MongoClient client = MongoClients.create(store.getConnectionString())) {
            client.getDatabase("porchlight").getCollection("messages").insertOne(new Document("_id", 1));
        }

        Output made = run("backup", data);
        assertThat(made.exitCode()).as("%s", made).isZero();
        Path backup = Path.of(made.out().strip().replaceAll(".*: ", ""));
        assertThat(backup).hasParent(data.resolve("backups").toAbsolutePath());
        assertThat(run("check-backup", data, backup.toString()).exitCode()).isZero();

        Output refused = run("restore", data, backup.toString());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("empty folder only").hasLineCount(1);

        Path other = folder.resolve("other");
        assertThat(run("restore", other, backup.toString()).exitCode()).isZero();
        try (Store store = Store.openEmbedded(other, false);
                MongoClient client = MongoClients.create(store.getConnectionString())) {
            assertThat(client.getDatabase("porchlight")
                            .getCollection("messages")
                            .countDocuments())
                    .isEqualTo(1);
        }
    }

    @Test
    void what_cannot_be_done_is_said_in_a_sentence_and_creates_nothing() throws Exception {
        Path data = folder.resolve("data");
        Path notes = Files.createDirectory(folder.resolve("notes"));
        assertSentence(run("backup", data), 1, "PORCHLIGHT_DATA");
        assertSentence(run("check-backup", data, notes.toString()), 1, "is no backup");
        assertSentence(run("restore", data, notes.toString()), 1, "is no backup");
        assertSentence(run("restore", data, data.toString()), 1, "is no backup");
        assertThat(run("restore", data).exitCode()).isEqualTo(2);
        assertThat(run("backup", data, "too", "much").exitCode()).isEqualTo(2);
        assertSentence(
                run("backup", "--porchlight.data=" + data, "--porchlight.mongodb-uri=mongodb://127.0.0.1:1/"),
                1,
                "mongodump");
        assertThat(data).doesNotExist();
    }

    private static void assertSentence(Output output, int exitCode, String words) {
        assertThat(output.exitCode()).as("%s", output).isEqualTo(exitCode);
        assertThat(output.err()).contains(words).hasLineCount(1);
        assertThat(output.out()).isEmpty();
    }
}
