package dev.porchlight.store.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.store.Store;
import dev.porchlight.testing.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup is what was stored at one moment, or none; what is restored is the backup, or nothing. */
class BackupTest {

    private static final int DOCUMENTS = 3_000;

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Path data;
    private Path dir;
    private Store store;
    private MongoDatabase database;

    @BeforeEach
    void store() throws IOException {
        data = folder.resolve("data");
        dir = folder.resolve("backups");
        store = open(data);
        database = connect(store);
        database.getCollection("messages").createIndex(Indexes.ascending("seq"), new IndexOptions().unique(true));
        database.getCollection("messages").createIndex(Indexes.ascending("tags"));
        for (int from = 0; from < DOCUMENTS; from += 500) {
            List<Document> batch = new ArrayList<>();
            for (int i = from; i < from + 500; i++) {
                batch.add(new Document("_id", i)
                        .append("seq", i)
                        .append("tags", List.of("a" + i % 7, "b"))
                        .append("text", "message " + i));
            }
            database.getCollection("messages").insertMany(batch);
        }
        Files.writeString(data.resolve("keys"), "the keys\n");
    }

    private Store open(Path folder) {
        Store opened = Store.openEmbedded(folder, false);
        open.add(opened);
        return opened;
    }

    private MongoDatabase connect(Store opened) {
        MongoClient client = MongoClients.create(opened.getConnectionString());
        open.add(client);
        return client.getDatabase(opened.getConnectionString().getDatabase());
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private BackupWriter writer(int keep) {
        return new BackupWriter(store, data, settings(Duration.ZERO, keep), Clock.systemUTC());
    }

    private BackupSettings settings(Duration every, int keep) {
        return new BackupSettings(every, keep, dir);
    }

    private Path backup() {
        return writer(100).write().folder();
    }

    private static Map<String, List<Document>> contents(MongoDatabase database) {
        Map<String, List<Document>> contents = new TreeMap<>();
        for (String name : database.listCollectionNames()) {
            contents.put(
                    name,
                    database.getCollection(name)
                            .find()
                            .sort(new Document("_id", 1))
                            .into(new ArrayList<>()));
            contents.put(
                    name + " indexes",
                    database.getCollection(name).listIndexes().into(new ArrayList<>()));
        }
        return contents;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void what_is_restored_is_what_was_stored() throws Exception {
        Map<String, List<Document>> stored = contents(database);

        Path backup = backup();
        database.getCollection("messages").deleteMany(new Document());
        Path restored = folder.resolve("new/data");
        Restore.run(backup, restored);

        assertThat(names(backup)).containsExactly("SHA256SUMS", "keys", "store.mv");
        for (Path file : List.of(backup.resolve("keys"), backup.resolve("store.mv"), restored.resolve("store.mv"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rwx------");
        assertThat(restored.resolve("keys")).hasSameBinaryContentAs(data.resolve("keys"));
        MongoDatabase again = connect(open(restored));
        assertThat(contents(again)).isEqualTo(stored);
        assertThatThrownBy(() -> again.getCollection("messages").insertOne(new Document("seq", 5)))
                .as("the unique index")
                .hasMessageContaining("E11000");
        assertThat(again.getCollection("messages")
                        .countDocuments(new Document("tags", "a3").append("seq", new Document("$lt", 70))))
                .isEqualTo(10);
    }

    @Test
    void common_tools_can_check_it() throws Exception {
        Path backup = backup();
        Programs.require(Programs.succeeds("sha256sum", "--version"), "sha256sum");

        assertThat(Programs.succeeds("sh", "-c", "cd '" + backup + "' && sha256sum --check SHA256SUMS"))
                .isTrue();
    }

    @Test
    void without_keys_none_are_expected() throws Exception {
        Files.delete(data.resolve("keys"));

        Path backup = backup();
        Restore.run(backup, folder.resolve("new"));

        assertThat(names(backup)).containsExactly("SHA256SUMS", "store.mv");
        assertThat(folder.resolve("new/keys")).doesNotExist();
    }

    /** Of two collections that are written in turn, the second never has what the first lacks. */
    @Test
    void it_is_of_one_moment_while_others_write() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Integer> written = CompletableFuture.supplyAsync(() -> {
            int i = 0;
            for (; !stop.get(); i++) {
                database.getCollection("first").insertOne(new Document("_id", i));
                database.getCollection("second").insertOne(new Document("_id", i));
                database.getCollection("messages").deleteOne(new Document("_id", i));
            }
            return i;
        });
        List<Path> backups = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                long before = database.getCollection("second").countDocuments();
                backups.add(backup());
                Path restored = folder.resolve("restored" + i);
                Restore.run(backups.get(i), restored);
                MongoDatabase copy = connect(open(restored));
                long first = copy.getCollection("first").countDocuments();
                long second = copy.getCollection("second").countDocuments();
                long deleted = DOCUMENTS - copy.getCollection("messages").countDocuments();
                assertThat(second).isBetween(Math.max(before, first - 1), first);
                assertThat(deleted).isBetween(Math.min(DOCUMENTS, second - 1), second);
            }
        } finally {
            stop.set(true);
        }
        assertThat(written.get()).isPositive();
    }

    @Test
    void what_was_deleted_before_is_not_in_it() throws Exception {
        database.getCollection("messages").insertOne(new Document("_id", "x").append("text", "SECRET-WORD"));
        database.getCollection("messages").deleteOne(new Document("_id", "x"));

        assertThat(Files.readString(backup().resolve("store.mv"), StandardCharsets.ISO_8859_1))
                .contains("message 7")
                .doesNotContain("SECRET-WORD");
    }

    @Test
    void a_backup_that_was_changed_is_refused() throws Exception {
        Path backup = backup();
        BackupCheck.check(backup);
        SplittableRandom random = new SplittableRandom(25);
        for (String name : List.of("store.mv", "store.mv", "store.mv", "keys", "SHA256SUMS")) {
            Path file = backup.resolve(name);
            byte[] whole = Files.readAllBytes(file);
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= 1;
            byte[] shorter = new byte[whole.length / 2];
            System.arraycopy(whole, 0, shorter, 0, shorter.length);
            for (byte[] content : List.of(damaged, shorter, new byte[0])) {
                Files.write(file, content);
                assertThatThrownBy(() -> BackupCheck.check(backup)).isInstanceOf(BackupException.class);
                assertThatThrownBy(() -> Restore.run(backup, folder.resolve("new")))
                        .isInstanceOf(BackupException.class);
            }
            Files.delete(file);
            assertThatThrownBy(() -> BackupCheck.check(backup)).isInstanceOf(BackupException.class);
            Files.write(file, whole);
        }
        BackupCheck.check(backup);
        assertThat(folder.resolve("new")).doesNotExist();
        assertThatThrownBy(() -> BackupCheck.check(folder)).hasMessageContaining("is no backup");
    }

    /** Its checksums are right, as if it had been damaged before they were made. */
    @Test
    void a_backup_that_cannot_be_read_is_refused() throws Exception {
        Path backup = backup();
        byte[] content = Files.readAllBytes(backup.resolve("store.mv"));
        for (int i = content.length / 2; i < content.length / 2 + 20_000; i++) {
            content[i] ^= 0x55;
        }
        Files.write(backup.resolve("store.mv"), content);
        Files.delete(backup.resolve("SHA256SUMS"));
        Checksums.write(backup, List.of("store.mv", "keys"));

        assertThatThrownBy(() -> BackupCheck.check(backup))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void only_the_newest_are_kept_and_what_is_unfinished_goes() throws Exception {
        Files.createDirectories(dir.resolve("porchlight-20200101T000000.000Z.part"));
        Files.writeString(dir.resolve("porchlight-20200101T000000.000Z.part/store.mv"), "half");
        Files.writeString(dir.resolve("notes"), "somebody's");
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            made.add(writer(3).write().folder().getFileName().toString());
        }

        assertThat(names(dir)).containsExactly("notes", made.get(1), made.get(2), made.get(3));
    }

    @Test
    void one_that_fails_leaves_the_others_alone() throws Exception {
        Path earlier = backup();
        Files.createDirectory(folder.resolve("elsewhere"));
        Files.move(data.resolve("keys"), folder.resolve("elsewhere/keys"));
        Files.createDirectory(data.resolve("keys"));

        assertThatThrownBy(() -> writer(1).write())
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("No backup was made in " + dir);

        assertThat(names(dir)).containsExactly(earlier.getFileName().toString());
        BackupCheck.check(earlier);
        assertThat(database.getCollection("messages").countDocuments()).isEqualTo(DOCUMENTS);
    }

    @Test
    void without_room_it_is_not_begun() throws Exception {
        Files.createDirectory(dir);
        boolean mounted = Programs.succeeds("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", dir.toString());
        Programs.require(mounted, "a tmpfs cannot be mounted: only root may");
        try {
            assertThatThrownBy(() -> writer(1).write()).hasMessageContaining("MB are free");
            assertThat(names(dir)).isEmpty();
        } finally {
            Programs.succeeds("umount", "--lazy", dir.toString());
        }
    }

    @Test
    void a_restore_changes_no_folder_that_is_used() throws Exception {
        Path backup = backup();
        byte[] before = Files.readAllBytes(data.resolve("store.mv"));
        assertThatThrownBy(() -> Restore.run(backup, data)).hasMessageContaining("empty folder only");
        assertThat(Files.readAllBytes(data.resolve("store.mv"))).isEqualTo(before);

        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("letter"), "somebody's");
        assertThatThrownBy(() -> Restore.run(backup, other)).hasMessageContaining("has letter");
        assertThat(names(other)).containsExactly("letter");

        Files.delete(other.resolve("letter"));
        Files.createDirectory(other.resolve("lost+found"));
        Restore.run(backup, other);
        assertThat(names(other)).contains("lost+found", "store.mv", "keys");
    }

    @Test
    void backups_in_the_data_folder_are_restored_beside_themselves() throws Exception {
        dir = data.resolve("backups");
        Path backup = backup();
        while (!open.isEmpty()) {
            open.remove(open.size() - 1).close();
        }
        Files.delete(data.resolve("store.mv"));
        Files.delete(data.resolve("keys"));

        Restore.run(backup, data);

        assertThat(connect(open(data)).getCollection("messages").countDocuments())
                .isEqualTo(DOCUMENTS);
    }

    @Test
    void nothing_begins_in_a_folder_whose_restore_was_interrupted() throws Exception {
        Path backup = backup();
        Path target = Files.createDirectory(folder.resolve("target"));
        Files.copy(backup.resolve("keys"), target.resolve("keys"));
        Files.writeString(target.resolve("store.restoring"), "half");

        assertThatThrownBy(() -> Store.openEmbedded(target, false).close())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("restore of it was interrupted");
        assertThat(target.resolve("store.mv")).doesNotExist();

        Restore.run(backup, target);
        assertThat(connect(open(target)).getCollection("messages").countDocuments())
                .isEqualTo(DOCUMENTS);
    }

    @Test
    void a_backup_ends_when_the_store_closes() throws Exception {
        CompletableFuture<Void> backups = CompletableFuture.runAsync(() -> {
            while (true) {
                backup();
            }
        });
        while (Files.notExists(dir) || names(dir).isEmpty()) {
            Thread.onSpinWait();
        }
        store.close();

        assertThatThrownBy(backups::get).hasCauseInstanceOf(BackupException.class);
        Path newest = new BackupFolder(dir).newest().map(Backup::folder).orElse(null);
        if (newest != null) {
            BackupCheck.check(newest);
        }
        assertThat(connect(open(data)).getCollection("messages").countDocuments())
                .isEqualTo(DOCUMENTS);
    }

    @Test
    void names_are_the_time() throws Exception {
        Clock clock = Clock.fixed(Instant.parse("2026-11-30T01:02:03.004Z"), ZoneOffset.UTC);

        Backup made = new BackupWriter(store, data, settings(Duration.ZERO, 1), clock).write();

        assertThat(made.folder()).isEqualTo(dir.resolve("porchlight-20261130T010203.004Z"));
        assertThat(made.time()).isEqualTo(clock.instant());
        assertThat(made.bytes()).isGreaterThan(Files.size(made.folder().resolve("store.mv")));
    }
}
