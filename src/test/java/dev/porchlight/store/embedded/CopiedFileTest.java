package dev.porchlight.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import com.mongodb.client.model.Sorts;
import dev.porchlight.testing.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/**
 * What a copy of the file is worth that was made while the store was written to. Prints what was found; {@code
 * -Dporchlight.tries=} makes it longer.
 */
@Tag("long")
class CopiedFileTest {

    private static final int TRIES = Integer.getInteger("porchlight.tries", 200);

    /** What opening a copy, and reading all of it, says. */
    private enum Outcome {
        WHOLE,
        REFUSED,
        SAID_TO_BE_CUT,
        SAID_TO_BE_DAMAGED,
        WRONG_IN_SILENCE
    }

    @TempDir
    Path folder;

    /** The highest seq that was acknowledged, by chat. */
    private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();

    /** As LVM, ZFS, Btrfs and disks of the cloud make them: of one moment. Here nothing runs while the file is copied. */
    @Test
    void a_snapshot_of_the_file_system_is_whole() throws Exception {
        assertThat(copies(true)).containsOnlyKeys(Outcome.WHOLE);
    }

    /** It reads the file from its beginning to its end, while that changes. */
    @Test
    void a_copy_by_cp_may_be_anything() throws Exception {
        assertThat(copies(false)).hasSizeGreaterThan(0);
    }

    private Map<Outcome, Integer> copies(boolean snapshot) throws Exception {
        Path data = folder.resolve("data");
        Process writers = KillTest.fork(
                "-Xmx256m", KillWorker.class, data.toString(), "false", String.valueOf(Integer.MAX_VALUE));
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        try {
            Thread reader = new Thread(() -> read(writers));
            reader.setDaemon(true);
            reader.start();
            await().atMost(Duration.ofMinutes(1)).until(() -> acknowledged.size() == KillWorker.CHATS);
            for (int i = 0; i < TRIES; i++) {
                Map<String, Integer> before = new HashMap<>(acknowledged);
                Path copy = Files.createDirectory(folder.resolve("copy"));
                signal(writers, snapshot ? "-STOP" : "-CONT");
                assertThat(Programs.succeeds("cp", data.resolve("store.mv").toString(), copy.toString()))
                        .isTrue();
                signal(writers, "-CONT");
                outcomes.merge(outcome(copy, before), 1, Integer::sum);
                FileSystemUtils.deleteRecursively(copy);
                assertThat(writers.isAlive()).isTrue();
            }
        } finally {
            signal(writers, "-CONT");
            writers.destroyForcibly().waitFor();
        }
        System.out.println((snapshot ? "Snapshots: " : "Copies by cp: ") + outcomes + ", the file at the end "
                + (Files.size(data.resolve("store.mv")) >> 20) + " MB");
        return outcomes;
    }

    private static void signal(Process process, String signal) throws InterruptedException {
        Programs.succeeds("kill", signal, String.valueOf(process.pid()));
    }

    private void read(Process writers) {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(writers.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line; (line = output.readLine()) != null; ) {
                String[] words = line.split(" ");
                if (words[0].equals("stored") && words.length == 4) {
                    acknowledged.merge(words[1], Integer.valueOf(words[2]), Math::max);
                }
            }
        } catch (IOException e) {
            // It was killed.
        }
    }

    private static Outcome outcome(Path copy, Map<String, Integer> before) throws IOException {
        try (StoreFixture fixture = StoreFixture.fast(copy)) {
            try (DirectoryStream<Path> cut = Files.newDirectoryStream(copy, "store-damaged-*")) {
                if (cut.iterator().hasNext()) {
                    return Outcome.SAID_TO_BE_CUT;
                }
            }
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> fixture.store.maintenance().isChecked());
            if (fixture.store.isDamaged()) {
                return Outcome.SAID_TO_BE_DAMAGED;
            }
            return isPrefix(fixture, before) ? Outcome.WHOLE : Outcome.WRONG_IN_SILENCE;
        } catch (UnreadableStoreException e) {
            return Outcome.REFUSED;
        }
    }

    /** By the index of the chats, which finds each message; without a gap, and to the last that was acknowledged. */
    private static boolean isPrefix(StoreFixture fixture, Map<String, Integer> before) {
        Map<String, Integer> highest = new HashMap<>();
        long found = 0;
        try {
            for (Document message : fixture.collection("messages").find().sort(Sorts.ascending("chatId", "seq"))) {
                found++;
                int expected = highest.merge(message.getString("chatId"), 1, Integer::sum);
                if (message.getInteger("seq") != expected) {
                    return false;
                }
            }
            if (found != fixture.collection("messages").countDocuments()) {
                return false;
            }
        } catch (MongoException e) {
            return false;
        }
        return before.entrySet().stream().allMatch(chat -> highest.getOrDefault(chat.getKey(), 0) >= chat.getValue());
    }
}
