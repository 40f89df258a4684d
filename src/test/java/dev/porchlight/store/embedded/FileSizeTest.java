package dev.porchlight.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import dev.porchlight.store.embedded.index.IndexVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import org.bson.Document;
import org.h2.mvstore.MVStoreTool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compaction keeps the file below three times its live data and 64 MB, and does not disturb long reads. */
class FileSizeTest {

    /** In bytes: several times the allowed size of the file. */
    private static final long WRITTEN_BYTES = 250L << 20;

    @TempDir
    Path folder;

    @Test
    void updates_do_not_grow_the_file_without_bound() throws Exception {
        Path file = folder.resolve("store.mv");
        LongAccumulator largest = new LongAccumulator(Math::max, 0);
        long written;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (StoreFixture fixture = StoreFixture.fast(folder)) {
            MongoCollection<Document> messages = fixture.collection("messages");
            fill(messages, 20_000, 400);
            AtomicBoolean stop = new AtomicBoolean();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Random random = new Random(i);
                threads.add(start(
                        stop,
                        failure,
                        () -> messages.updateOne(
                                Filters.eq("_id", random.nextInt(20_000)),
                                Updates.set("chatId", random.nextInt(400)))));
            }
            // Scans that take long, while compaction moves what they read.
            threads.add(start(
                    stop,
                    failure,
                    () -> assertThat(messages.countDocuments(Filters.exists("text")))
                            .isEqualTo(20_000)));
            threads.add(start(
                    stop,
                    failure,
                    () -> assertThat(messages.find(Filters.gte("chatId", 0)).into(new ArrayList<>()))
                            .hasSize(20_000)));
            try {
                await().atMost(Duration.ofSeconds(40))
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> {
                            largest.accumulate(Files.size(file));
                            return written(fixture.store) >= WRITTEN_BYTES;
                        });
            } finally {
                stop.set(true);
                for (Thread thread : threads) {
                    thread.join();
                }
            }
            written = written(fixture.store);
            IndexVerifier.verify(fixture.embeddedCollection("messages"));
        }
        assertThat(failure.get()).isNull();
        long live = live(file);
        System.out.printf(
                "Written %d MB, file at most %d MB, live %d MB%n", written >> 20, largest.get() >> 20, live >> 20);
        assertThat(written).as("written").isGreaterThanOrEqualTo(WRITTEN_BYTES);
        assertThat(largest.get()).as("largest file").isLessThan(3 * live + (64L << 20));
    }

    @Test
    void a_bulk_delete_shrinks_the_file() throws Exception {
        Path file = folder.resolve("store.mv");
        try (StoreFixture fixture = StoreFixture.fast(folder)) {
            MongoCollection<Document> messages = fixture.collection("messages");
            fill(messages, 60_000, 400);
            long full = Files.size(file);
            // Half of it is well above the size from which on the file is compacted.
            assertThat(full).isGreaterThan(52L << 20);
            for (int chat = 40; chat < 400; chat += 60) {
                messages.deleteMany(Filters.and(Filters.gte("chatId", chat), Filters.lt("chatId", chat + 60)));
            }
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(Files.size(file)).isLessThan(full / 2));
            IndexVerifier.verify(fixture.embeddedCollection("messages"));
        }
    }

    private static void fill(MongoCollection<Document> messages, int count, int chats) {
        messages.createIndex(Indexes.ascending("chatId", "seq"));
        Random random = new Random(1);
        for (int i = 0; i < count; i += 1_000) {
            List<Document> batch = new ArrayList<>();
            for (int j = i; j < i + 1_000; j++) {
                batch.add(new Document("_id", j)
                        .append("chatId", random.nextInt(chats))
                        .append("seq", j)
                        .append("text", "x".repeat(600)));
            }
            messages.insertMany(batch);
        }
    }

    private static Thread start(AtomicBoolean stop, AtomicReference<Throwable> failure, Runnable work) {
        Thread thread = new Thread(() -> {
            while (!stop.get()) {
                try {
                    work.run();
                } catch (Throwable e) {
                    failure.set(e);
                    return;
                }
            }
        });
        thread.start();
        return thread;
    }

    private static long written(EmbeddedStore store) {
        Map<String, String> info = new HashMap<>();
        store.store().populateInfo(info::put);
        return Long.parseLong(info.get("info.FILE_WRITE_BYTES"));
    }

    /** Size of the file, indexes included, once rewritten without dead pages. */
    static long live(Path file) throws IOException {
        Path copy = file.resolveSibling("copy.mv");
        Files.copy(file, copy);
        MVStoreTool.compact(copy.toString(), false);
        long size = Files.size(copy);
        Files.delete(copy);
        return size;
    }
}
