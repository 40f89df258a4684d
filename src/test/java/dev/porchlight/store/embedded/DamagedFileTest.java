package dev.porchlight.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A file that is not what was stored opens whole, or says so, and is left as it is: it may be all there is. Only after a
 * crash may its end be missing, and a copy of it is kept then. What is damaged in its middle is said once it is open.
 */
class DamagedFileTest {

    private static final int BLOCK = 4096;
    private static final int HEADER_BYTES = 2 * BLOCK;
    private static final int SECTOR = 512;
    private static final int DOCUMENTS = 300;

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final SplittableRandom random = new SplittableRandom(16);
    private Path file;
    /** As it is once it was closed in order. */
    private byte[] whole;
    /** As it is while nothing is written, which is how a crash leaves it. */
    private byte[] crashed;

    @BeforeEach
    void store() throws IOException {
        file = folder.resolve("store.mv");
        try (StoreFixture fixture = StoreFixture.patient(options())) {
            for (int i = 0; i < DOCUMENTS; i++) {
                fixture.collection("messages").insertOne(new Document("_id", i).append("text", "message " + i));
            }
            crashed = Files.readAllBytes(file);
        }
        whole = Files.readAllBytes(file);
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        root.detachAppender(log);
    }

    @Test
    void what_is_no_store_is_refused() throws IOException {
        byte[] headerOnly = Arrays.copyOf(Arrays.copyOf(whole, HEADER_BYTES), whole.length);
        for (byte[] content :
                List.of(noise(100_000), new byte[100_000], new byte[0], "no store".getBytes(), headerOnly)) {
            assertThat(problem(content)).contains("refused");
        }
    }

    /** Its disk may be mounted later. */
    @Test
    void a_link_to_a_missing_file_is_not_replaced_by_an_empty_store() throws IOException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path elsewhere = Files.move(file, disk.resolve("store.mv"));
        Files.createSymbolicLink(file, elsewhere);
        Files.move(disk, folder.resolve("unmounted"));

        assertThatThrownBy(() -> StoreFixture.fast(folder).close()).isInstanceOf(RuntimeException.class);
        assertThat(file).isSymbolicLink();
        Files.move(folder.resolve("unmounted"), disk);
        try (StoreFixture fixture = StoreFixture.fast(folder)) {
            assertThat(fixture.collection("messages").countDocuments()).isEqualTo(DOCUMENTS);
        }
    }

    @Test
    void a_draft_that_an_earlier_start_left_is_no_store() throws IOException {
        Files.delete(file);
        Files.write(folder.resolve("store.new"), new byte[] {1, 2, 3});

        try (StoreFixture fixture = StoreFixture.fast(folder)) {
            assertThat(fixture.collection("messages").countDocuments()).isZero();
        }
        assertThat(folder.resolve("store.new")).doesNotExist();
    }

    @Test
    void a_file_that_was_closed_in_order_is_opened_without_a_word() {
        StoreFixture.fast(folder).close();

        assertThat(List.copyOf(log.list))
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.contains("store.mv"));
    }

    @Test
    void a_file_that_was_cut_opens_whole_or_says_so() throws IOException {
        for (int length = 0; length < HEADER_BYTES; length += length < 200 ? 1 : 211) {
            assertThat(problem(Arrays.copyOf(whole, length)))
                    .as("cut to %s", length)
                    .contains("refused");
        }
        for (int i = 0; i < 100; i++) {
            int length = random.nextInt(HEADER_BYTES, whole.length);
            assertThat(problem(Arrays.copyOf(whole, length)))
                    .as("cut to %s of %s", length, whole.length)
                    .contains("refused");
            problem(Arrays.copyOf(crashed, random.nextInt(HEADER_BYTES, crashed.length)));
        }
    }

    /** More than a few of the newest chunks must be looked at. */
    @Test
    void a_large_file_that_was_cut_after_it_was_closed_is_refused() throws IOException {
        try (StoreFixture fixture = StoreFixture.patient(options())) {
            MongoCollection<Document> old = fixture.collection("old");
            for (int i = 0; i < 60; i++) {
                old.insertOne(new Document("_id", i).append("text", noise(100_000)));
            }
            old.deleteMany(Filters.lt("_id", 30));
            for (int i = 0; i < 40; i++) {
                fixture.collection("new").insertOne(new Document("_id", i).append("text", noise(20_000)));
            }
        }
        byte[] content = Files.readAllBytes(file);

        assertThat(problem(content)).isNull();
        assertThat(problem(Arrays.copyOf(content, content.length - BLOCK))).contains("refused");
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    @Test
    void an_end_that_rotted_after_it_was_closed_is_refused() throws IOException {
        assertThat(problem(withoutLastChunk(whole))).contains("refused");
    }

    @Test
    void an_end_that_a_crash_has_left_unreadable_is_copied_aside() throws IOException {
        assertThat(problem(withoutLastChunk(crashed))).isEqualTo("warned");
    }

    @Test
    void a_copy_of_a_start_that_ended_before_it_was_open_is_kept() throws IOException {
        Files.writeString(folder.resolve("store.damaged"), "what that start found");

        StoreFixture.fast(folder).close();

        assertThat(copies()).containsExactly("what that start found".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void without_room_for_a_copy_it_is_left_as_it_is() throws IOException {
        byte[] damaged = withoutLastChunk(crashed);
        Files.write(file, damaged);
        Path inTheWay = Files.createDirectory(folder.resolve("store.copying"));
        Files.createFile(inTheWay.resolve("file"));

        assertThatThrownBy(() -> EmbeddedStore.open(options())).isInstanceOf(UncheckedIOException.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(damaged);

        Files.delete(inTheWay.resolve("file"));
        assertThat(problem(damaged)).isEqualTo("warned");
    }

    private static byte[] withoutLastChunk(byte[] store) {
        Matcher block = Pattern.compile("\\bblock:([0-9a-f]+)")
                .matcher(new String(store, 0, HEADER_BYTES, StandardCharsets.ISO_8859_1));
        assertThat(block.find()).isTrue();
        byte[] damaged = store.clone();
        int start = Integer.parseInt(block.group(1), 16) * BLOCK;
        Arrays.fill(damaged, start, start + BLOCK, (byte) 0);
        return damaged;
    }

    @Test
    void a_damaged_header_is_read_from_its_copy() throws IOException {
        for (int offset = 0; offset < HEADER_BYTES; offset += offset % BLOCK < 200 ? 1 : 211) {
            byte[] damaged = whole.clone();
            damaged[offset] ^= (byte) random.nextInt(1, 256);
            assertThat(problem(damaged)).as("byte %s", offset).isNull();
        }
    }

    @Test
    void a_header_damaged_in_both_places_opens_whole_or_says_so() throws IOException {
        for (int offset = 0; offset < 200; offset++) {
            byte[] damaged = whole.clone();
            damaged[offset] ^= (byte) random.nextInt(1, 256);
            damaged[offset + BLOCK] ^= (byte) random.nextInt(1, 256);
            problem(damaged);
        }
    }

    @Test
    void a_file_with_a_broken_sector_is_whole_or_refused_or_said_to_be_damaged() throws IOException {
        int damagedWhileOpen = 0;
        for (int i = 0; i < 200; i++) {
            byte[] damaged = i % 2 == 0 ? whole.clone() : crashed.clone();
            int sector = random.nextInt(HEADER_BYTES / SECTOR, damaged.length / SECTOR);
            System.arraycopy(noise(SECTOR), 0, damaged, sector * SECTOR, SECTOR);
            String problem = problem(damaged);
            if (i % 2 == 0) {
                assertThat(problem).as("after it was closed").isNotEqualTo("warned");
            }
            if (problem != null && problem.startsWith("failed")) {
                damagedWhileOpen++;
            }
        }
        assertThat(damagedWhileOpen).isPositive();
    }

    private EmbeddedStore.Options options() {
        return EmbeddedStore.Options.of(folder).withForceToDisk(false);
    }

    /** The contents of all files that were copied aside, for good or not. */
    private List<byte[]> copies() throws IOException {
        List<byte[]> copies = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "store*damaged*")) {
            for (Path copy : files) {
                copies.add(Files.readAllBytes(copy));
                assertThat(copy.getFileName().toString()).matches("store-damaged-\\d{8}T\\d{6}\\.\\d{3}Z\\.mv");
                Files.delete(copy);
            }
        }
        return copies;
    }

    /** Fails if less is there than was stored, and nothing says so. @return how it was said; null if all is there */
    private String problem(byte[] content) throws IOException {
        Files.write(file, content);
        log.list.clear();
        EmbeddedStore store;
        try {
            store = EmbeddedStore.open(options());
        } catch (UnreadableStoreException e) {
            assertThat(Files.readAllBytes(file)).isEqualTo(content);
            assertThat(copies()).isEmpty();
            return "refused: " + e.getCause();
        }
        // Nobody has asked for anything yet.
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(30))
                .until(() -> store.maintenance().isChecked());
        List<Integer> found = new ArrayList<>();
        String failure = null;
        try (MongoClient client = StoreFixture.connect(store)) {
            for (Document each :
                    client.getDatabase("porchlight").getCollection("messages").find()) {
                assertThat(each.getString("text")).isEqualTo("message " + each.getInteger("_id"));
                found.add(each.getInteger("_id"));
            }
        } catch (RuntimeException e) {
            failure = "failed: " + e;
        } finally {
            store.close();
        }
        if (failure != null) {
            assertThat(store.isDamaged()).as(failure).isTrue();
        }
        if (store.isDamaged()) {
            assertThat(List.copyOf(log.list))
                    .filteredOn(line -> line.getLoggerName().startsWith("dev.porchlight.store"))
                    .filteredOn(line -> line.getLevel() == Level.ERROR)
                    .singleElement()
                    .satisfies(line -> assertThat(line.getFormattedMessage())
                            .contains(file.toString(), "cannot be read", "restore a backup"))
                    .satisfies(line -> assertThat(line.getThrowableProxy()).isNull());
        }
        boolean warned = List.copyOf(log.list).stream()
                .anyMatch(line -> line.getFormattedMessage().contains("could not be read"));
        List<byte[]> copies = copies();
        if (warned) {
            assertThat(copies).containsExactly(content);
        } else {
            assertThat(copies).isEmpty();
        }
        if (failure == null && !warned) {
            assertThat(found).hasSize(DOCUMENTS);
            return null;
        }
        return failure == null ? "warned" : failure;
    }
}
