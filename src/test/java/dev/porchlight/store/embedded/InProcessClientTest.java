package dev.porchlight.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InProcessClientTest {

    @TempDir
    Path folder;

    private EmbeddedStore store;
    private MongoClient client;
    private MongoCollection<Document> things;

    @BeforeEach
    void open() {
        store = EmbeddedStore.open(EmbeddedStore.Options.of(folder));
        client = StoreFixture.connect(store);
        things = client.getDatabase("porchlight").getCollection("things");
    }

    @AfterEach
    void close() {
        client.close();
        store.close();
    }

    @Test
    void what_it_writes_others_read() {
        things.insertOne(new Document("_id", 1).append("text", "grüße"));

        try (MongoClient other = StoreFixture.client(store.connectionString())) {
            assertThat(other.getDatabase("porchlight").getCollection("things").find())
                    .containsExactly(new Document("_id", 1).append("text", "grüße"));
        }
    }

    @Test
    void replies_of_any_size_and_in_many_batches() {
        String large = "x".repeat(1_000_000);
        for (int i = 0; i < 20; i++) {
            things.insertOne(new Document("_id", i).append("text", large));
        }

        List<Document> found = things.find().batchSize(3).into(new ArrayList<>());

        assertThat(found).hasSize(20).allMatch(each -> each.getString("text").equals(large));
    }

    @Test
    void an_error_concerns_one_command_and_not_its_connection() {
        things.insertOne(new Document("_id", 1));

        assertThatThrownBy(() -> things.insertMany(
                        List.of(new Document("_id", 1), new Document("_id", 2), new Document("_id", 1)),
                        new InsertManyOptions().ordered(false)))
                .isInstanceOfSatisfying(
                        MongoBulkWriteException.class,
                        e -> assertThat(e.getWriteErrors())
                                .extracting(error -> error.getIndex() + " " + error.getCode())
                                .containsExactly("0 11000", "2 11000"));
        assertThat(things.countDocuments()).isEqualTo(2);
    }

    @Test
    void many_threads_at_once() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(32);
        List<Future<?>> writers = new ArrayList<>();
        for (int thread = 0; thread < 32; thread++) {
            int first = thread * 50;
            writers.add(threads.submit(() -> IntStream.range(first, first + 50).forEach(i -> {
                things.insertOne(new Document("_id", i));
                assertThat(things.find(new Document("_id", i)).first()).isNotNull();
            })));
        }
        for (Future<?> writer : writers) {
            writer.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();

        assertThat(things.countDocuments()).isEqualTo(1_600);
    }

    /** An interrupt closes a file channel that its thread reads or writes, and with it the store for everybody. */
    @Test
    void interrupted_threads_leave_the_store_open() throws Exception {
        AtomicInteger acknowledged = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            while (!stop.get()) {
                try {
                    things.insertOne(new Document("text", "x".repeat(10_000)));
                    acknowledged.incrementAndGet();
                } catch (MongoException interrupted) {
                    // The driver looks at the flag, too; whether this one was stored is unknown.
                    Thread.interrupted();
                }
            }
        });
        writer.start();
        AtomicInteger interrupts = new AtomicInteger();
        await().atMost(60, TimeUnit.SECONDS)
                .pollInterval(7, TimeUnit.MILLISECONDS)
                .until(() -> {
                    writer.interrupt();
                    return interrupts.incrementAndGet() >= 100 && acknowledged.get() >= 100;
                });
        stop.set(true);
        writer.join();

        assertThat(store.isHealthy()).isTrue();
        assertThat(things.countDocuments()).isGreaterThanOrEqualTo(acknowledged.get());
    }

    /** Many are refused before the process has ended: none may be sent again. */
    @Test
    void a_failed_store_refuses_each_command_once() {
        things.insertOne(new Document("_id", 1));
        AtomicInteger sent = new AtomicInteger();
        store.groupCommit().fail(new IOException("No space left on device"));

        try (MongoClient counted = StoreFixture.connect(store, sent)) {
            MongoCollection<Document> refusing =
                    counted.getDatabase("porchlight").getCollection("things");
            assertThatThrownBy(() -> refusing.insertOne(new Document("_id", 2))).isInstanceOf(MongoException.class);
            assertThatThrownBy(() -> refusing.find().first()).isInstanceOf(MongoException.class);
            assertThatThrownBy(() -> refusing.deleteOne(new Document("_id", 1))).isInstanceOf(MongoException.class);
            assertThat(sent).hasValue(3);
        }
    }

    @Test
    void a_closed_store_refuses_commands_at_once() {
        things.insertOne(new Document("_id", 1));

        store.close();

        assertThatThrownBy(() -> things.insertOne(new Document("_id", 2))).isInstanceOf(MongoException.class);
    }
}
