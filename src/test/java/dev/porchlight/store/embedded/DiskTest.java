package dev.porchlight.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.Document;
import org.h2.mvstore.MVStoreTool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file stays within three times its live data and 64 MB, and long readers survive the housekeeping. */
class DiskTest {

    /** In bytes: several times what the file may grow to. */
    private static final long WRITTEN = 250L << 20;

    @TempDir
    Path folder;

    @Test
    void updatesDoNotLetTheFileGrow() throws Exception {
        Path file = folder.resolve("store.mv");
        long largest = 0;
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
            // Scans that last while what they read is being moved and overwritten.
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
            long end = System.nanoTime() + 40_000_000_000L;
            while (written(fixture.store) < WRITTEN && System.nanoTime() < end) {
                Thread.sleep(20);
                largest = Math.max(largest, Files.size(file));
            }
            stop.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            written = written(fixture.store);
            Verifier.verify(fixture.inside("messages"));
        }
        assertThat(failure.get()).isNull();
        long live = live(file);
        System.out.printf("Written %d MB, file at most %d MB, live %d MB%n", written >> 20, largest >> 20, live >> 20);
        assertThat(written).as("written").isGreaterThanOrEqualTo(WRITTEN);
        assertThat(largest).as("largest file").isLessThan(3 * live + (64L << 20));
    }

    @Test
    void aBulkDeleteGivesSpaceBack() throws Exception {
        Path file = folder.resolve("store.mv");
        try (StoreFixture fixture = StoreFixture.fast(folder)) {
            MongoCollection<Document> messages = fixture.collection("messages");
            fill(messages, 60_000, 400);
            long full = Files.size(file);
            // Half of it is well above what housekeeping takes for small and leaves alone.
            assertThat(full).isGreaterThan(52L << 20);
            for (int chat = 40; chat < 400; chat += 60) {
                messages.deleteMany(Filters.and(Filters.gte("chatId", chat), Filters.lt("chatId", chat + 60)));
            }
            // Without a force, pages are kept for five seconds, and what they leave free for five more.
            long end = System.nanoTime() + 60_000_000_000L;
            while (Files.size(file) > full / 2 && System.nanoTime() < end) {
                Thread.sleep(50);
            }
            assertThat(Files.size(file)).isLessThan(full / 2);
            Verifier.verify(fixture.inside("messages"));
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
        long[] bytes = new long[1];
        store.store().populateInfo((name, value) -> {
            if (name.equals("info.FILE_WRITE_BYTES")) {
                bytes[0] = Long.parseLong(value);
            }
        });
        return bytes[0];
    }

    /** What is left when the file is written anew without any holes, indexes included. */
    static long live(Path file) throws IOException {
        Path copy = file.resolveSibling("copy.mv");
        Files.copy(file, copy);
        MVStoreTool.compact(copy.toString(), false);
        long size = Files.size(copy);
        Files.delete(copy);
        return size;
    }
}
