package dev.porchlight.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.mongodb.client.MongoClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A file that is not what was stored opens whole, or says so, and is left as it is: it may be all there is. */
class DamagedFileTest {

    private static final int HEADER_BYTES = 2 * 4096;
    private static final int SECTOR = 512;
    private static final int DOCUMENTS = 300;

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final SplittableRandom random = new SplittableRandom(16);
    private Path file;
    private byte[] whole;

    @BeforeEach
    void store() throws IOException {
        file = folder.resolve("store.mv");
        try (StoreFixture fixture = StoreFixture.fast(folder)) {
            for (int i = 0; i < DOCUMENTS; i++) {
                fixture.collection("messages").insertOne(new Document("_id", i).append("text", "message " + i));
            }
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
        byte[] noise = new byte[100_000];
        random.nextBytes(noise);
        byte[] headerOnly = Arrays.copyOf(Arrays.copyOf(whole, HEADER_BYTES), whole.length);
        for (byte[] content : List.of(noise, new byte[100_000], new byte[0], "no store".getBytes(), headerOnly)) {
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
        for (int i = 0; i < 200; i++) {
            int length = random.nextInt(HEADER_BYTES, whole.length);
            assertThat(problem(Arrays.copyOf(whole, length)))
                    .as("cut to %s of %s", length, whole.length)
                    .isNotNull();
        }
    }

    @Test
    void a_damaged_header_is_read_from_its_copy() throws IOException {
        for (int offset = 0; offset < HEADER_BYTES; offset += offset % 4096 < 200 ? 1 : 211) {
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
            damaged[offset + 4096] ^= (byte) random.nextInt(1, 256);
            problem(damaged);
        }
    }

    @Test
    void a_file_with_a_broken_sector_opens_whole_or_says_so() throws IOException {
        for (int i = 0; i < 200; i++) {
            byte[] damaged = whole.clone();
            int sector = random.nextInt(HEADER_BYTES / SECTOR, whole.length / SECTOR);
            byte[] noise = new byte[SECTOR];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, damaged, sector * SECTOR, SECTOR);
            problem(damaged);
        }
    }

    /** Fails if less is there than was stored, and nothing says so. @return how it was said; null if all is there */
    private String problem(byte[] content) throws IOException {
        Files.write(file, content);
        log.list.clear();
        EmbeddedStore store;
        try {
            store = EmbeddedStore.open(EmbeddedStore.Options.of(folder).withForceToDisk(false));
        } catch (UnreadableStoreException e) {
            assertThat(Files.readAllBytes(file)).isEqualTo(content);
            return "refused: " + e.getCause();
        }
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
        if (failure == null && found.size() < DOCUMENTS) {
            assertThat(List.copyOf(log.list))
                    .as("%s of %s documents", found.size(), DOCUMENTS)
                    .anyMatch(line -> line.getFormattedMessage().contains("could not be read"));
            return "warned";
        }
        return failure;
    }
}
