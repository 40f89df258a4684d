package dev.porchlight.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Sorts;
import dev.porchlight.store.embedded.index.IndexVerifier;
import dev.porchlight.testing.ForkedApplication;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a kill -9, all that was acknowledged or read is still there, and indexes and documents are consistent. */
class KillTest {

    static final String SMALL_HEAP = "-Xmx96m";

    /** Writes and reads in each round, however slow the machine is. */
    private static final int MIN_OPERATIONS = 20;

    @TempDir
    Path folder;

    private final Map<String, String> idsBySeq = new HashMap<>();
    private final Map<String, Integer> updated = new HashMap<>();
    private final Map<Integer, Integer> counters = new HashMap<>();
    private int acknowledged;
    private int read;

    @Test
    void nothing_acknowledged_or_read_is_lost() throws Exception {
        kill(5);
    }

    @Test
    @Tag("long")
    void nothing_acknowledged_or_read_is_lost_in_many_rounds() throws Exception {
        kill(20);
    }

    private void kill(int rounds) throws Exception {
        Path data = folder.resolve("data");
        for (int round = 0; round < rounds; round++) {
            for (String line : runAndKill(data, round % 2 == 0, 500 + 100 * (round % 10))) {
                record(line);
            }
            verify(data);
        }
        assertThat(acknowledged).as("writes acknowledged").isGreaterThan(MIN_OPERATIONS * rounds);
        assertThat(read).as("documents read").isGreaterThan(MIN_OPERATIONS * rounds);
        System.out.println("Killed " + rounds + " times: " + acknowledged + " acknowledged, " + read + " read, 0 lost");
    }

    private List<String> runAndKill(Path data, boolean forceToDisk, long afterMillis) throws Exception {
        Process process = fork(SMALL_HEAP, KillWorker.class, data.toString(), Boolean.toString(forceToDisk));
        List<String> lines = new ArrayList<>();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            // Not Process.destroyForcibly, which closes the stream before all output is read.
            Runnable kill = process.toHandle()::destroyForcibly;
            process.onExit().orTimeout(1, TimeUnit.MINUTES).whenComplete((ended, hangs) -> kill.run());
            long ready = Long.MAX_VALUE;
            int stored = 0;
            int read = 0;
            for (String line; (line = output.readLine()) != null; ) {
                lines.add(line);
                stored += line.startsWith("stored ") ? 1 : 0;
                read += line.startsWith("read ") ? 1 : 0;
                if (line.equals("ready")) {
                    ready = System.nanoTime();
                } else if (ready < Long.MAX_VALUE
                        && stored > MIN_OPERATIONS
                        && read > MIN_OPERATIONS
                        && System.nanoTime() - ready > TimeUnit.MILLISECONDS.toNanos(afterMillis)) {
                    kill.run();
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(lines).as("output of the process").contains("ready");
        return lines;
    }

    static Process fork(String heap, Class<?> main, String... arguments) throws IOException {
        List<String> command = ForkedApplication.java(heap);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private void record(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "stored", "read" -> {
                if (words.length != 4) {
                    return; // cut off by the kill
                }
                if (words[3].length() == 36) {
                    idsBySeq.put(words[1] + " " + words[2], words[3]);
                }
                if (words[0].equals("read")) {
                    read++;
                } else {
                    acknowledged++;
                }
            }
            case "updated" -> {
                if (words.length == 4 && words[3].length() == 3) {
                    updated.put(words[1] + " " + words[2], Integer.valueOf(words[3]));
                }
            }
            case "counter" -> {
                if (words.length == 3) {
                    counters.merge(Integer.valueOf(words[1]), Integer.valueOf(words[2]), Math::max);
                }
            }
            default -> {}
        }
    }

    private void verify(Path data) {
        try (StoreFixture fixture = new StoreFixture(data)) {
            Map<String, Document> stored = new HashMap<>();
            Map<String, Integer> highest = new HashMap<>();
            for (Document message : fixture.collection("messages").find().sort(Sorts.ascending("chatId", "seq"))) {
                String chat = message.getString("chatId");
                int seq = message.getInteger("seq");
                assertThat(seq).as("seq in %s", chat).isEqualTo(highest.merge(chat, 1, Integer::sum));
                stored.put(chat + " " + seq, message);
            }
            idsBySeq.forEach((key, id) -> {
                assertThat(stored).as("messages").containsKey(key);
                assertThat(stored.get(key).getString("clientMessageId")).as(key).isEqualTo(id);
            });
            updated.forEach((key, writer) -> assertThat(stored.get(key).getInteger("writer"))
                    .as("update of %s", key)
                    .isEqualTo(writer));
            counters.forEach((writer, value) -> assertThat(fixture.collection("counters")
                            .find(new Document("_id", writer))
                            .first()
                            .getInteger("value"))
                    .isGreaterThanOrEqualTo(value));
            IndexVerifier.verify(fixture.embeddedCollection("messages"));
            IndexVerifier.verify(fixture.embeddedCollection("counters"));
        }
    }
}
