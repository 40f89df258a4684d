package dev.porchlight.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoNamespace;
import com.mongodb.MongoWriteException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import dev.porchlight.store.embedded.index.IndexVerifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands of the driver, mostly those that the library gets wrong on its own. */
class CommandsTest {

    @TempDir
    Path folder;

    private StoreFixture fixture;
    private MongoCollection<Document> things;

    @BeforeEach
    void open() {
        fixture = StoreFixture.fast(folder);
        things = fixture.collection("things");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void concurrent_increments_each_return_their_own_result() throws Exception {
        Set<Integer> values = ConcurrentHashMap.newKeySet();
        runConcurrently(8, thread -> {
            for (int i = 0; i < 50; i++) {
                values.add(things.findOneAndUpdate(
                                Filters.eq("_id", "counter"),
                                Updates.inc("value", 1),
                                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER))
                        .getInteger("value"));
            }
        });
        assertThat(values).hasSize(400);
    }

    @Test
    void find_and_modify_without_a_match_returns_nothing() {
        assertThat(things.findOneAndUpdate(
                        Filters.eq("_id", 1),
                        Updates.set("a", 1),
                        new FindOneAndUpdateOptions().projection(Projections.include("a"))))
                .isNull();
    }

    @Test
    void one_of_several_concurrent_inserts_of_a_unique_key_succeeds() throws Exception {
        things.createIndex(Indexes.ascending("chatId", "seq"), new IndexOptions().unique(true));
        AtomicInteger succeeded = new AtomicInteger();
        runConcurrently(8, thread -> {
            for (int seq = 0; seq < 30; seq++) {
                try {
                    things.insertOne(new Document("chatId", "c").append("seq", seq));
                    succeeded.incrementAndGet();
                } catch (MongoWriteException e) {
                    assertThat(e.getCode()).isEqualTo(11000);
                }
            }
        });
        assertThat(succeeded).hasValue(30);
        assertThat(things.countDocuments()).isEqualTo(30);
        IndexVerifier.verify(fixture.embeddedCollection("things"));
    }

    @Test
    void an_ordered_insert_of_many_stops_at_its_error() {
        List<Document> batch = List.of(new Document("_id", 1), new Document("_id", 1), new Document("_id", 2));
        assertThatThrownBy(() -> things.insertMany(batch)).isInstanceOf(MongoBulkWriteException.class);
        assertThat(things.countDocuments()).isEqualTo(1);
        assertThatThrownBy(() -> things.insertMany(batch, new InsertManyOptions().ordered(false)))
                .isInstanceOf(MongoBulkWriteException.class);
        assertThat(things.countDocuments()).isEqualTo(2);
    }

    @Test
    void an_ordered_bulk_of_updates_stops_at_its_error() {
        things.createIndex(Indexes.ascending("name"), new IndexOptions().unique(true));
        things.insertMany(List.of(
                new Document("_id", 1).append("name", "a"),
                new Document("_id", 2).append("name", "b"),
                new Document("_id", 3).append("name", "c")));
        assertThatThrownBy(() -> things.bulkWrite(List.of(
                        new UpdateOneModel<>(Filters.eq("_id", 1), Updates.set("x", 1)),
                        new UpdateOneModel<>(Filters.eq("_id", 2), Updates.set("name", "a")),
                        new UpdateOneModel<>(Filters.eq("_id", 3), Updates.set("x", 1)))))
                .isInstanceOfSatisfying(MongoBulkWriteException.class, e -> {
                    assertThat(e.getWriteErrors())
                            .extracting(error -> error.getIndex())
                            .containsExactly(1);
                    assertThat(e.getWriteResult().getModifiedCount()).isEqualTo(1);
                });
        assertThat(things.countDocuments(Filters.exists("x"))).isEqualTo(1);
    }

    @Test
    void a_document_cannot_grow_beyond_16_mb() {
        things.createIndex(Indexes.ascending("n"));
        things.insertOne(new Document("_id", 1).append("n", 1).append("text", "x".repeat(9 << 20)));
        assertRejected(
                10334,
                () -> things.updateOne(
                        Filters.eq("_id", 1),
                        Updates.combine(Updates.set("more", "x".repeat(9 << 20)), Updates.set("n", 2))));
        assertThat(things.countDocuments(Filters.eq("n", 1))).isEqualTo(1);
        assertThat(things.countDocuments(Filters.eq("n", 2))).isZero();
        IndexVerifier.verify(fixture.embeddedCollection("things"));
    }

    @Test
    void a_long_result_comes_in_batches() {
        List<Document> all = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            all.add(new Document("_id", i).append("n", -i));
        }
        things.insertMany(all);
        assertThat(things.find()
                        .sort(Sorts.ascending("n"))
                        .map(each -> each.getInteger("_id"))
                        .into(new ArrayList<>()))
                .hasSize(2_500)
                .startsWith(2_499, 2_498)
                .endsWith(1, 0);
        assertThat(things.find().limit(500).into(new ArrayList<>())).hasSize(500);
        assertThat(things.find().limit(-500).into(new ArrayList<>())).hasSize(500);
        try (MongoCursor<Document> cursor = things.find().batchSize(10).iterator()) {
            cursor.next();
            things.deleteMany(Filters.gte("_id", 5));
            int left = 1;
            while (cursor.hasNext()) {
                cursor.next();
                left++;
            }
            assertThat(left).isEqualTo(10);
        }
    }

    @Test
    void creating_an_index_again_changes_nothing_and_a_conflicting_one_is_rejected() {
        Document key = new Document("a", 1).append("b", -1);
        things.createIndex(key, new IndexOptions().unique(true));
        things.createIndex(new Document("a", 1.0).append("b", -1L), new IndexOptions().unique(true));
        assertThat(things.listIndexes().into(new ArrayList<>())).hasSize(2);
        things.createIndex(new Document("_id", 1));
        assertRejected(86, () -> things.createIndex(key));
        assertRejected(86, () -> things.createIndex(new Document("c", 1), new IndexOptions().name("a_1_b_-1")));
        assertRejected(
                85,
                () -> things.createIndex(key, new IndexOptions().unique(true).name("other")));
        things.createIndex(new Document("t", 1), new IndexOptions().expireAfter(5L, TimeUnit.SECONDS));
        assertRejected(
                85,
                () -> things.createIndex(new Document("t", 1), new IndexOptions().expireAfter(6L, TimeUnit.SECONDS)));
    }

    @Test
    void a_unique_index_over_duplicates_is_rejected_and_leaves_nothing() {
        things.insertMany(List.of(new Document("a", 1), new Document("a", 2), new Document("a", 1)));
        assertRejected(11000, () -> things.createIndex(Indexes.ascending("a"), new IndexOptions().unique(true)));
        assertThat(things.listIndexes().into(new ArrayList<>())).hasSize(1);
        things.insertOne(new Document("a", 2));
        things.deleteMany(Filters.eq("a", 1));
        things.deleteOne(Filters.eq("a", 2));
        things.createIndex(Indexes.ascending("a"), new IndexOptions().unique(true));
        IndexVerifier.verify(fixture.embeddedCollection("things"));
    }

    @Test
    void dropping_an_index_keeps_one_of_the_same_name_in_another_collection() {
        MongoCollection<Document> others = fixture.collection("others");
        things.createIndex(Indexes.ascending("a"), new IndexOptions().unique(true));
        others.createIndex(Indexes.ascending("a"), new IndexOptions().unique(true));
        things.insertOne(new Document("a", 1));
        others.insertOne(new Document("a", 1));
        things.dropIndex("a_1");
        assertRejected(27, () -> things.dropIndex("a_1"));
        things.insertOne(new Document("a", 1));
        assertThatThrownBy(() -> others.insertOne(new Document("a", 1))).isInstanceOf(MongoWriteException.class);
        assertThat(others.listIndexes().into(new ArrayList<>())).hasSize(2);
        others.dropIndexes();
        assertThat(others.listIndexes().into(new ArrayList<>())).hasSize(1);
    }

    @Test
    void dropping_a_collection_or_database_removes_its_maps() {
        things.createIndex(Indexes.ascending("tags"));
        things.insertOne(new Document("tags", List.of(1, 2)));
        things.drop();
        assertThat(fixture.store.store().getMapNames()).noneMatch(name -> name.contains("things"));
        things.insertOne(new Document("_id", 1));
        assertThat(things.countDocuments()).isEqualTo(1);
        assertThat(things.listIndexes().into(new ArrayList<>())).hasSize(1);
        fixture.database.drop();
        assertThat(fixture.store.store().getMapNames()).noneMatch(name -> name.contains("porchlight"));
        things.insertOne(new Document("_id", 1));
        assertThat(fixture.client.listDatabaseNames().into(new ArrayList<>())).contains("porchlight");
        assertThat(things.countDocuments()).isEqualTo(1);
    }

    @Test
    void a_slow_query_does_not_block_writes() throws Exception {
        List<Document> all = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            all.add(new Document("_id", i).append("text", "some text " + i));
        }
        things.insertMany(all);
        AtomicInteger written = new AtomicInteger();
        Thread slow = new Thread(() -> things.countDocuments(Filters.regex("text", "(.*)*[0-9]+ (.*)*nothing$")));
        slow.start();
        long end = System.nanoTime() + 500_000_000;
        while (slow.isAlive() && System.nanoTime() < end) {
            things.insertOne(new Document());
            written.incrementAndGet();
        }
        assertThat(written.get()).isGreaterThan(3);
        slow.join();
    }

    @Test
    void a_read_sees_a_consistent_snapshot() throws Exception {
        things.createIndex(Indexes.ascending("owner", "at"));
        for (int i = 0; i < 20; i++) {
            things.insertOne(new Document("_id", i).append("owner", 1).append("at", i));
        }
        Set<Long> counts = new HashSet<>();
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 300; i++) {
                things.updateOne(Filters.eq("_id", i % 20), Updates.set("at", 1000 + i));
            }
        });
        writer.start();
        while (writer.isAlive()) {
            counts.add(things.countDocuments(Filters.eq("owner", 1)));
        }
        assertThat(counts).containsExactly(20L);
    }

    @Test
    void unsupported_commands_and_options_are_rejected() {
        things.insertOne(new Document("_id", 1));
        Collation collation = Collation.builder().locale("de").build();
        assertRejected(115, () -> things.find().collation(collation).first());
        assertRejected(115, () -> things.updateOne(Filters.eq("_id", 1), List.of(Updates.set("a", 1))));
        assertRejected(
                115,
                () -> fixture.database.createCollection(
                        "capped", new CreateCollectionOptions().capped(true).sizeInBytes(4096)));
        assertRejected(67, () -> things.createIndex(Indexes.text("a")));
        assertRejected(67, () -> things.createIndex(Indexes.hashed("a")));
        assertRejected(67, () -> things.createIndex(Indexes.ascending("a"), new IndexOptions().collation(collation)));
        assertRejected(
                67,
                () -> things.createIndex(
                        Indexes.ascending("a"),
                        new IndexOptions().partialFilterExpression(new Document("a", new Document("$exists", false)))));
        assertRejected(59, () -> things.renameCollection(new MongoNamespace("porchlight.other")));
        assertRejected(59, () -> fixture.database.runCommand(new Document("getLastError", 1)));
        assertThatThrownBy(() -> things.watch().iterator()).isInstanceOf(MongoException.class);
        assertThatThrownBy(() -> {
                    try (ClientSession session = fixture.client.startSession()) {
                        session.startTransaction();
                        things.insertOne(session, new Document());
                        session.commitTransaction();
                    }
                })
                .isInstanceOf(MongoException.class);
        assertThat(things.find().first()).isEqualTo(new Document("_id", 1));
        assertThat(fixture.store.isHealthy()).isTrue();
    }

    private static void assertRejected(int code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MongoException.class,
                        e -> assertThat(
                                        e instanceof MongoCommandException command
                                                ? command.getErrorCode()
                                                : e.getCode())
                                .as(e.getMessage())
                                .isEqualTo(code));
    }

    private static void runConcurrently(int threads, IntConsumer work) throws InterruptedException {
        List<Thread> all = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            Thread thread = new Thread(() -> work.accept(number));
            thread.setUncaughtExceptionHandler((where, failure) -> {
                synchronized (failures) {
                    failures.add(failure);
                }
            });
            thread.start();
            all.add(thread);
        }
        for (Thread thread : all) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }
}
