package dev.porchlight.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Updates;
import dev.porchlight.store.embedded.index.IndexVerifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was deleted is in no file of the folder after the interval. Nothing is compressed, so bytes tell. */
class ErasureTest {

    private static final Duration INTERVAL = Duration.ofMillis(300);
    /** A pass, on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int DOCUMENTS = 3_000;

    /** In a text, an indexed field and an _id: a number that is part of it says which document it was. */
    private static final Pattern SECRET = Pattern.compile("(?:text|mail|id)-secret-(\\d{6})");

    @TempDir
    Path folder;

    @Test
    void on_a_quiet_store() throws Exception {
        try (StoreFixture fixture = open(INTERVAL)) {
            fill(fixture);
            delete(fixture.collection("messages"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(deletedSecrets()).isEmpty());
            verify(fixture);
        }
        assertThat(deletedSecrets()).isEmpty();
    }

    @Test
    void while_others_write_and_read() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (StoreFixture fixture = open(INTERVAL)) {
            fill(fixture);
            MongoCollection<Document> others = fixture.collection("others");
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Random random = new Random(i);
                threads.add(start(stop, failure, () -> {
                    others.updateOne(
                            Filters.eq("_id", random.nextInt(500)),
                            Updates.set("text", "x".repeat(random.nextInt(500))));
                    others.replaceOne(
                            Filters.eq("_id", random.nextInt(500)),
                            new Document("text", "y".repeat(600)),
                            new ReplaceOptions().upsert(true));
                }));
            }
            threads.add(start(stop, failure, () -> {
                for (Document message : fixture.collection("messages").find(Filters.exists("text"))) {
                    assertThat(message.getString("text")).startsWith("text-secret-");
                }
            }));
            try {
                delete(fixture.collection("messages"));
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(deletedSecrets()).isEmpty());
            } finally {
                stop.set(true);
                for (Thread thread : threads) {
                    thread.join();
                }
            }
            assertThat(failure.get()).isNull();
            verify(fixture);
            IndexVerifier.verify(fixture.embeddedCollection("others"));
        }
    }

    @Test
    void after_a_restart() throws Exception {
        try (StoreFixture fixture = open(Duration.ofHours(1))) {
            fill(fixture);
            delete(fixture.collection("messages"));
        }
        assertThat(deletedSecrets()).as("secrets that are left to erase").isNotEmpty();
        try (StoreFixture again = open(INTERVAL)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(deletedSecrets()).isEmpty());
            verify(again);
        }
    }

    @Test
    void after_the_process_was_killed() throws Exception {
        Process process = KillTest.fork(KillTest.SMALL_HEAP, Deleter.class, folder.toString());
        Runnable kill = process.toHandle()::destroyForcibly;
        process.onExit().orTimeout(2, TimeUnit.MINUTES).whenComplete((ended, hangs) -> kill.run());
        List<String> lines = new ArrayList<>();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line; !lines.contains("deleted") && (line = output.readLine()) != null; ) {
                lines.add(line);
            }
        } finally {
            kill.run();
            process.waitFor();
        }
        assertThat(lines).as("output of the process").contains("deleted");
        assertThat(deletedSecrets()).as("secrets that are left to erase").isNotEmpty();
        try (StoreFixture again = open(INTERVAL)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(deletedSecrets()).isEmpty());
            verify(again);
        }
    }

    /** The process that is killed before anything is erased. */
    static final class Deleter {

        private Deleter() {}

        public static void main(String[] arguments) throws InterruptedException {
            PrintStream out = System.out;
            StoreFixture fixture = open(Path.of(arguments[0]), Duration.ofHours(1));
            fill(fixture);
            delete(fixture.collection("messages"));
            out.println("deleted");
            Thread.sleep(60_000);
        }
    }

    private StoreFixture open(Duration interval) {
        return open(folder, interval);
    }

    private static StoreFixture open(Path folder, Duration interval) {
        return StoreFixture.patient(
                EmbeddedStore.Options.of(folder).withForceToDisk(false).withErasureInterval(interval));
    }

    private static void fill(StoreFixture fixture) {
        MongoCollection<Document> messages = fixture.collection("messages");
        messages.createIndex(Indexes.ascending("mail"), new IndexOptions().unique(true));
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(1));
        for (int from = 0; from < DOCUMENTS; from += 100) {
            messages.insertMany(order.subList(from, from + 100).stream()
                    .map(ErasureTest::message)
                    .toList());
        }
    }

    private static Document message(int number) {
        String secret = "secret-%06d".formatted(number);
        return new Document("_id", "id-" + secret)
                .append("mail", "mail-" + secret)
                .append("text", "text-" + secret + "x".repeat(number % 300));
    }

    private static boolean isDeleted(int number) {
        return number % 7 < 5;
    }

    private static void delete(MongoCollection<Document> messages) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            if (isDeleted(i)) {
                ids.add(message(i).getString("_id"));
            }
        }
        for (int from = 0; from < ids.size(); from += 50) {
            messages.deleteMany(Filters.in("_id", ids.subList(from, Math.min(ids.size(), from + 50))));
        }
    }

    private static void verify(StoreFixture fixture) {
        Set<String> left = new HashSet<>();
        for (Document message : fixture.collection("messages").find()) {
            left.add(message.getString("mail"));
        }
        for (int i = 0; i < DOCUMENTS; i++) {
            assertThat(left.contains(message(i).getString("mail"))).isEqualTo(!isDeleted(i));
        }
        IndexVerifier.verify(fixture.embeddedCollection("messages"));
    }

    private Set<String> deletedSecrets() throws IOException {
        Set<String> found = new HashSet<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher secrets = SECRET.matcher(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                while (secrets.find()) {
                    if (isDeleted(Integer.parseInt(secrets.group(1)))) {
                        found.add(secrets.group());
                    }
                }
            }
        }
        return found;
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
}
