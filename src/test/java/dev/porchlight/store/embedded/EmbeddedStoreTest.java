package dev.porchlight.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import de.bwaldvogel.mongo.backend.KeyValue;
import dev.porchlight.store.embedded.bson.BsonValueDataType;
import dev.porchlight.store.embedded.bson.IndexKeyDataType;
import dev.porchlight.store.embedded.index.IndexVerifier;
import dev.porchlight.store.embedded.storage.DamageLog;
import dev.porchlight.store.embedded.storage.InterceptedFile;
import dev.porchlight.store.embedded.storage.StoreCheck;
import dev.porchlight.testing.ThreadPerTask;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.bson.Document;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.SingleFileStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening and closing, and what is durable when. */
class EmbeddedStoreTest {

    @TempDir
    Path folder;

    @Test
    void documents_and_indexes_survive_a_restart() {
        try (StoreFixture fixture = new StoreFixture(folder)) {
            MongoCollection<Document> chats = fixture.collection("chats");
            chats.createIndex(Indexes.ascending("ownerId", "status"));
            chats.insertMany(
                    List.of(new Document("ownerId", 1).append("status", "waiting"), new Document("ownerId", 2)));
            chats.updateOne(Filters.eq("ownerId", 2), Updates.set("status", "active"));
        }
        try (StoreFixture fixture = new StoreFixture(folder)) {
            MongoCollection<Document> chats = fixture.collection("chats");
            assertThat(chats.countDocuments()).isEqualTo(2);
            assertThat(chats.find(Filters.eq("ownerId", 2)).first().getString("status"))
                    .isEqualTo("active");
            assertThat(chats.listIndexes().map(each -> each.getString("name")).into(new ArrayList<>()))
                    .containsExactlyInAnyOrder("_id_", "ownerId_1_status_1");
            IndexVerifier.verify(fixture.embeddedCollection("chats"));
        }
    }

    @Test
    void listens_on_loopback_only() throws Exception {
        try (StoreFixture fixture = new StoreFixture(folder)) {
            URI address = new URI(fixture.store.connectionString());
            assertThat(address.getHost()).isEqualTo("127.0.0.1");
            List<InetAddress> others = new ArrayList<>(List.of(InetAddress.getByName("127.0.0.2")));
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(each -> !each.isLoopbackAddress())
                    .forEach(others::add);
            for (InetAddress other : others) {
                try (Socket socket = new Socket()) {
                    assertThatThrownBy(() -> socket.connect(new InetSocketAddress(other, address.getPort()), 1_000))
                            .as("a connection to %s", other)
                            .isInstanceOf(IOException.class);
                }
            }
        }
    }

    @Test
    void an_index_can_be_added_to_existing_data() {
        try (StoreFixture fixture = StoreFixture.fast(folder)) {
            List<Document> all = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                all.add(new Document("chatId", i % 10).append("seq", i / 10));
            }
            fixture.collection("messages").insertMany(all);
        }
        try (StoreFixture fixture = StoreFixture.fast(folder)) {
            MongoCollection<Document> messages = fixture.collection("messages");
            messages.createIndex(Indexes.ascending("chatId", "seq"), new IndexOptions().unique(true));
            long before = fixture.embeddedCollection("messages").documentsExamined();
            assertThat(messages.find(new Document("chatId", 3).append("seq", 7)).first())
                    .isNotNull();
            assertThat(fixture.embeddedCollection("messages").documentsExamined() - before)
                    .isEqualTo(1);
            IndexVerifier.verify(fixture.embeddedCollection("messages"));
        }
    }

    @Test
    void an_interrupted_index_build_leaves_nothing() {
        try (StoreFixture fixture = StoreFixture.fast(folder)) {
            fixture.collection("messages").insertOne(new Document("_id", 1).append("text", "old"));
            // As after a crash between two commits of a build: entries without a specification.
            fixture.store
                    .store()
                    .openMap(
                            "index.porchlight.messages$text_1",
                            new MVMap.Builder<KeyValue, Object>()
                                    .keyType(IndexKeyDataType.INSTANCE)
                                    .valueType(BsonValueDataType.INSTANCE))
                    .put(new KeyValue("gone", 99.0), 99);
        }
        try (StoreFixture fixture = StoreFixture.fast(folder)) {
            MongoCollection<Document> messages = fixture.collection("messages");
            messages.createIndex(Indexes.ascending("text"));
            assertThat(messages.find(Filters.eq("text", "gone")).first()).isNull();
            assertThat(messages.find(Filters.eq("text", "old")).first()).isNotNull();
            IndexVerifier.verify(fixture.embeddedCollection("messages"));
        }
    }

    @Test
    void a_folder_cannot_be_opened_twice() throws Exception {
        try (StoreFixture fixture = new StoreFixture(folder)) {
            assertThatThrownBy(() -> EmbeddedStore.open(EmbeddedStore.Options.of(folder)))
                    .isInstanceOf(DataFolderInUseException.class)
                    .hasMessageContaining(folder.toRealPath().toString())
                    .hasMessageContaining("in use");
            // Another process, after the opening refused above, which must not have released the lock.
            Process second = KillTest.fork(KillTest.SMALL_HEAP, KillWorker.class, folder.toString(), "true");
            String output = new String(second.getInputStream().readAllBytes());
            assertThat(second.waitFor()).isNotZero();
            assertThat(output).contains("DataFolderInUseException").contains("is in use by a running Porchlight");
            fixture.collection("chats").insertOne(new Document());
        }
        EmbeddedStore.open(EmbeddedStore.Options.of(folder)).close();
    }

    /** Also those that were there before, with whatever the folder and the umask allow. */
    @Test
    void its_files_are_for_its_user_alone() throws Exception {
        Path data = folder.resolve("data");
        for (String permissions : List.of("none", "rwxrwxrwx", "rwxr-xr-x")) {
            if (Files.exists(data)) {
                Files.setPosixFilePermissions(data, PosixFilePermissions.fromString(permissions));
                for (String name :
                        List.of("store.mv", "store.lock", "store.port", "store.mv.bak", "keys", "keys1.new")) {
                    Path file = data.resolve(name);
                    Files.write(file, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
                }
                Files.writeString(data.resolve("readme"), "not ours");
                Files.setPosixFilePermissions(data.resolve("readme"), PosixFilePermissions.fromString("rw-r--r--"));
            }
            try (StoreFixture fixture = new StoreFixture(data)) {
                fixture.collection("chats").insertOne(new Document());
                assertThat(permissionsIn(data, "{store,keys}*")).containsOnly("rw-------");
            }
            assertThat(permissionsIn(data, "{store,keys}*"))
                    .containsOnly("rw-------")
                    .hasSizeGreaterThan(2);
        }
        assertThat(permissionsIn(data, "readme")).containsExactly("rw-r--r--");
        assertThat(permissionsIn(folder, "data")).containsExactly("rwxr-xr-x");
        Files.delete(data.resolve("readme"));
    }

    @Test
    void files_that_links_of_its_names_lead_to_are_for_its_user_alone() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path disk = Files.createDirectory(folder.resolve("disk"));
        new StoreFixture(data).close();
        Files.move(data.resolve("store.mv"), disk.resolve("store.mv"));
        for (String name : List.of("store.mv", "keys", "readme")) {
            Path file = disk.resolve(name);
            Files.write(file, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
        Files.createSymbolicLink(data.resolve("store.mv"), disk.resolve("store.mv"));
        Files.createSymbolicLink(data.resolve("keys"), disk.resolve("keys"));
        Files.createSymbolicLink(data.resolve("store.readme"), disk.resolve("readme"));
        Files.createSymbolicLink(data.resolve("keys.gone"), disk.resolve("gone"));

        new StoreFixture(data).close();

        assertThat(permissionsIn(disk, "{store.mv,keys}")).containsExactly("rw-------", "rw-------");
        assertThat(permissionsIn(disk, "readme")).as("not ours").containsExactly("rw-r--r--");
    }

    private static List<String> permissionsIn(Path folder, String names) throws Exception {
        List<String> permissions = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, names)) {
            for (Path file : files) {
                permissions.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        return permissions;
    }

    @Test
    void a_folder_that_cannot_be_written_is_named() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> EmbeddedStore.open(EmbeddedStore.Options.of(file.resolve("data"))))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot be created or written")
                .hasMessageContaining(file.toString());
        Path readOnly = Files.createDirectory(folder.resolve("read-only"));
        Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeThat(Files.isWritable(readOnly)).as("not root").isFalse();
        assertThatThrownBy(() -> EmbeddedStore.open(EmbeddedStore.Options.of(readOnly)))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void expired_documents_are_removed() throws Exception {
        try (StoreFixture fixture =
                new StoreFixture(EmbeddedStore.Options.of(folder).withExpiryInterval(Duration.ofMillis(100)))) {
            MongoCollection<Document> sessions = fixture.collection("sessions");
            sessions.createIndex(Indexes.ascending("until"), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS));
            sessions.insertMany(List.of(
                    new Document("_id", "old").append("until", new Date(System.currentTimeMillis() - 1_000)),
                    new Document("_id", "new").append("until", new Date(System.currentTimeMillis() + 60_000)),
                    new Document("_id", "other").append("until", "yesterday"),
                    new Document("_id", "none")));
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(
                                    sessions.find().map(each -> each.get("_id")).into(new ArrayList<>()))
                            .containsExactlyInAnyOrder("new", "other", "none"));
            IndexVerifier.verify(fixture.embeddedCollection("sessions"));
        }
    }

    @Test
    void closing_under_load_loses_nothing_acknowledged() throws Exception {
        Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
        StoreFixture fixture = new StoreFixture(folder);
        MongoCollection<Document> messages = fixture.collection("messages");
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int writer = i;
            Thread thread = new Thread(() -> {
                for (int n = 0; !stop.get(); n++) {
                    try {
                        messages.insertOne(new Document("_id", n * 4 + writer));
                        acknowledged.add(n * 4 + writer);
                    } catch (MongoException | IllegalStateException e) {
                        return; // the store is closed
                    }
                }
            });
            thread.start();
            writers.add(thread);
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> acknowledged.size() >= 100);
        Thread.currentThread().interrupt(); // must not close the file
        fixture.store.close();
        assertThat(Thread.interrupted()).isTrue();
        stop.set(true);
        fixture.client.close();
        for (Thread writer : writers) {
            writer.join();
        }
        fixture.store.close();
        assertThat(fixture.store.isHealthy()).isFalse();
        try (StoreFixture again = new StoreFixture(folder)) {
            assertThat(again.collection("messages")
                            .find()
                            .map(each -> each.getInteger("_id"))
                            .into(new ArrayList<>()))
                    .containsAll(acknowledged);
        }
    }

    @Test
    void concurrent_writers_share_commits() throws Exception {
        try (StoreFixture fixture = new StoreFixture(folder)) {
            MongoCollection<Document> messages = fixture.collection("messages");
            messages.insertOne(new Document());
            long before = fixture.store.groupCommit().commits();
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Thread thread = new Thread(() -> {
                    for (int n = 0; n < 25; n++) {
                        messages.insertOne(new Document());
                    }
                });
                thread.start();
                writers.add(thread);
            }
            for (Thread writer : writers) {
                writer.join();
            }
            assertThat(messages.countDocuments()).isEqualTo(401);
            assertThat(fixture.store.groupCommit().commits() - before)
                    .as("commits of 400 writes")
                    .isLessThan(250);
        }
    }

    @Test
    void writes_and_reads_reply_after_the_commit() throws Exception {
        try (StoreFixture fixture = new StoreFixture(folder)) {
            MongoCollection<Document> messages = fixture.collection("messages");
            messages.insertOne(new Document("_id", 1));
            CountDownLatch commitAllowed = new CountDownLatch(1);
            Thread holder = new Thread(() -> fixture.store.groupCommit().maintain(() -> {
                try {
                    commitAllowed.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            holder.start();
            CompletableFuture<?> write =
                    CompletableFuture.runAsync(() -> messages.insertOne(new Document("_id", 2)), new ThreadPerTask());
            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> fixture.embeddedCollection("messages").count() == 2);
            CompletableFuture<?> find = CompletableFuture.supplyAsync(
                    () -> messages.find(Filters.eq("_id", 2)).first(), new ThreadPerTask());
            CompletableFuture<?> count = CompletableFuture.supplyAsync(messages::countDocuments, new ThreadPerTask());
            await().during(Duration.ofMillis(500)).until(() -> !write.isDone() && !find.isDone() && !count.isDone());
            commitAllowed.countDown();
            CompletableFuture.allOf(write, find, count).get(10, TimeUnit.SECONDS);
            assertThat(find.join()).isEqualTo(new Document("_id", 2));
            holder.join();
        }
    }

    @Test
    void nothing_is_acknowledged_after_a_failed_commit() {
        StoreFixture fixture = new StoreFixture(folder);
        try (MongoClient client = StoreFixture.client(fixture.store.connectionString())) {
            MongoCollection<Document> messages =
                    client.getDatabase("porchlight").getCollection("messages");
            messages.insertOne(new Document("_id", 1));
            assertThat(fixture.store.isHealthy()).isTrue();
            fixture.store.store().closeImmediately(); // as after a full disk
            assertThatThrownBy(() -> messages.insertOne(new Document("_id", 2))).isInstanceOf(MongoException.class);
            assertThat(fixture.store.isHealthy()).isFalse();
            assertThatThrownBy(() -> messages.find().first()).isInstanceOf(MongoException.class);
        }
        assertThatCode(fixture::close).doesNotThrowAnyException();
        try (StoreFixture again = new StoreFixture(folder)) {
            assertThat(again.collection("messages").countDocuments()).isEqualTo(1);
        }
    }

    @Test
    void a_failed_commit_is_reported_with_its_cause() throws Exception {
        StoreFixture fixture = new StoreFixture(folder);
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        fixture.store.whenFailed(failures::add);
        MongoCollection<Document> messages = fixture.collection("messages");
        messages.insertOne(new Document("_id", 1));
        closeFile(fixture);
        assertThatThrownBy(() -> messages.insertOne(new Document("_id", 2))).isInstanceOf(MongoException.class);
        assertThat(failures)
                .singleElement()
                .satisfies(each -> assertThat(each).hasRootCauseInstanceOf(ClosedChannelException.class));
        List<Throwable> late = new ArrayList<>();
        fixture.store.whenFailed(late::add);
        assertThat(late).isEqualTo(failures);
        fixture.close();
    }

    @Test
    void failed_maintenance_is_reported() throws Exception {
        StoreFixture fixture =
                new StoreFixture(EmbeddedStore.Options.of(folder).withErasureInterval(Duration.ofSeconds(2)));
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        fixture.store.whenFailed(failures::add);
        fixture.collection("messages").insertOne(new Document("_id", 1));
        fixture.collection("messages").deleteOne(new Document("_id", 1));
        closeFile(fixture);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(failures).hasSize(1));
        assertThat(fixture.store.isHealthy()).isFalse();
        fixture.close();
    }

    @Test
    void a_page_that_the_disk_cannot_read_fails_only_what_needs_it() throws Exception {
        fillAndClose();
        StoreFixture fixture = new StoreFixture(folder);
        emptyCache(fixture);
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        fixture.store.whenFailed(failures::add);
        new InterceptedFile(fixture.store.store().getFileStore()) {
            @Override
            public synchronized int read(ByteBuffer bytes, long position) throws IOException {
                throw new IOException("Input/output error");
            }
        };
        assertThatThrownBy(() -> fixture.collection("messages").find().into(new ArrayList<>()))
                .isInstanceOf(MongoException.class);
        assertThat(fixture.store.isHealthy()).isTrue();
        assertThat(failures).isEmpty();
        assertThat(fixture.store.isDamaged()).isTrue();
        fixture.close();
    }

    @Test
    void a_shortage_of_memory_in_a_read_fails_only_the_read() {
        fillAndClose();
        try (StoreFixture fixture = new StoreFixture(folder)) {
            emptyCache(fixture);
            List<Throwable> errors = new CopyOnWriteArrayList<>();
            fixture.store.onError(errors::add);
            AtomicBoolean isShort = new AtomicBoolean(true);
            new InterceptedFile(fixture.store.store().getFileStore()) {
                @Override
                public synchronized int read(ByteBuffer bytes, long position) throws IOException {
                    if (isShort.get()) {
                        throw new OutOfMemoryError("Cannot reserve 8192 bytes of direct buffer memory");
                    }
                    return super.read(bytes, position);
                }
            };
            assertThatThrownBy(() -> fixture.collection("messages").find().into(new ArrayList<>()))
                    .isInstanceOf(MongoException.class)
                    .hasMessageContaining("direct buffer memory");
            assertThat(errors).singleElement().isInstanceOf(OutOfMemoryError.class);
            isShort.set(false);
            assertThat(fixture.store.isHealthy()).isTrue();
            assertThat(fixture.store.isDamaged()).isFalse();
            assertThat(fixture.collection("messages").find().into(new ArrayList<>()))
                    .hasSize(2_000);
        }
    }

    @Test
    void a_shortage_of_memory_in_the_check_is_no_damage() {
        fillAndClose();
        try (StoreFixture fixture = new StoreFixture(folder)) {
            DamageLog damage = new DamageLog(folder);
            StoreCheck check = new StoreCheck(
                    fixture.store.store(),
                    document -> {
                        throw new OutOfMemoryError("Cannot reserve 8192 bytes of direct buffer memory");
                    },
                    damage::add);
            while (!check.isDone()) {
                check.step();
            }
            assertThat(damage.isDamaged()).isFalse();
        }
    }

    @Test
    void no_command_waits_for_a_disk_beyond_its_time() throws Exception {
        StoreFixture fixture = new StoreFixture(EmbeddedStore.Options.of(folder).withMaxWait(Duration.ofMillis(500)));
        fixture.collection("messages").insertOne(new Document("_id", 1));
        CountDownLatch diskAnswers = new CountDownLatch(1);
        new InterceptedFile(fixture.store.store().getFileStore()) {
            @Override
            public void force(boolean metadata) throws IOException {
                try {
                    diskAnswers.await();
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
                super.force(metadata);
            }
        };
        // Commits, and waits for the disk itself.
        CompletableFuture<?> hangs = CompletableFuture.runAsync(
                () -> fixture.collection("messages").insertOne(new Document("_id", 2)), new ThreadPerTask());
        await().atMost(Duration.ofSeconds(3))
                .until(() -> fixture.embeddedCollection("messages").count() == 2);
        Map<String, Runnable> others = Map.of(
                "write", () -> fixture.collection("messages").insertOne(new Document("_id", 3)),
                "read", () -> fixture.collection("messages").find().first(),
                "change of indexes", () -> fixture.collection("messages").createIndex(Indexes.ascending("text")));
        others.forEach((name, command) -> {
            long since = System.nanoTime();
            assertThatThrownBy(command::run)
                    .as(name)
                    .isInstanceOf(MongoOperationTimeoutException.class)
                    .hasRootCauseInstanceOf(MongoExecutionTimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - since)).as(name).isLessThan(Duration.ofSeconds(3));
        });
        assertThat(fixture.store.isHealthy()).isTrue();
        diskAnswers.countDown();
        hangs.get(5, TimeUnit.SECONDS);
        assertThat(fixture.collection("messages").countDocuments()).isEqualTo(3);
        fixture.close();
    }

    @Test
    void a_write_left_half_done_is_never_committed() {
        StoreFixture fixture = new StoreFixture(folder);
        fixture.collection("messages").insertOne(new Document("_id", 1));
        MVMap<String, String> halves = fixture.store.store().openMap("halves");
        assertThatThrownBy(() -> fixture.store.groupCommit().write(Deadline.NONE, () -> {
                    halves.put("first", "half");
                    fixture.store.groupCommit().fail(new OutOfMemoryError("for this test"));
                    throw new IllegalStateException("between the halves");
                }))
                .hasMessage("between the halves");
        assertThatThrownBy(() -> fixture.store.groupCommit().write(Deadline.NONE, () -> halves.put("other", "write")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> fixture.store.groupCommit().maintain(() -> {}))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> fixture.store.groupCommit().maintainExclusively(fixture.store.store()::commit))
                .isInstanceOf(IllegalStateException.class);
        fixture.close();
        try (StoreFixture again = new StoreFixture(folder)) {
            assertThat(again.store.store().hasMap("halves")).isFalse();
            assertThat(again.collection("messages").countDocuments()).isEqualTo(1);
        }
    }

    @Test
    void a_damaged_file_is_named_as_such() throws Exception {
        Files.write(folder.resolve("store.mv"), new byte[100_000]);
        assertThatThrownBy(() -> EmbeddedStore.open(EmbeddedStore.Options.of(folder)))
                .isInstanceOf(UnreadableStoreException.class);
        Files.delete(folder.resolve("store.mv"));
        new StoreFixture(folder).close();
    }

    /** Once the check after the start has read what there is. */
    private static void emptyCache(StoreFixture fixture) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> fixture.store.maintenance().isChecked());
        fixture.store.store().setCacheSize(1);
    }

    private void fillAndClose() {
        try (StoreFixture fixture = StoreFixture.fast(folder)) {
            fixture.collection("messages")
                    .insertMany(IntStream.range(0, 2_000)
                            .mapToObj(each -> new Document("_id", each).append("text", "x".repeat(100)))
                            .toList());
        }
    }

    /** What is written or read from now on fails, as on a broken disk. */
    private static void closeFile(StoreFixture fixture) throws Exception {
        Field file = SingleFileStore.class.getDeclaredField("fileChannel");
        file.setAccessible(true);
        ((FileChannel) file.get(fixture.store.store().getFileStore())).close();
    }
}
