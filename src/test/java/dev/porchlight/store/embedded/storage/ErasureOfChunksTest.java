package dev.porchlight.store.embedded.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureOfChunksTest {

    private static final String SECRET = "secret ".repeat(20);

    @TempDir
    Path folder;

    private ErasableFile file;
    private MVStore store;
    private MVMap<Integer, String> map;

    @BeforeEach
    void open() {
        file = ErasableFile.open(folder.resolve("map.mv"), 1, 1_000);
        store = new MVStore.Builder().adoptFileStore(file).autoCommitDisabled().open();
        store.setVersionsToKeep(0);
        store.setRetentionTime(0);
        map = store.openMap("map");
    }

    @AfterEach
    void close() {
        store.closeImmediately();
    }

    /** MVStore does not clear the buffer that it writes the next chunk from. */
    @Test
    void the_unused_bytes_of_the_newest_chunk_have_nothing_of_an_earlier_one() throws Exception {
        fill();
        remove(0, 1_000);
        eraseAll();
        assertThat(content()).doesNotContain("secret");
    }

    @Test
    void what_is_live_stays() throws Exception {
        fill();
        remove(0, 500);
        eraseAll();
        assertThat(content()).contains("secret " + 999).doesNotContain("secret " + 100);
        close();
        open();
        assertThat(map).hasSize(500).containsEntry(999, secret(999));
    }

    @Test
    void pages_and_blocks_that_an_earlier_process_left_are_erased() throws Exception {
        fill();
        remove(0, 500);
        for (int i = 0; i < 3; i++) {
            map.put(2_000 + i, "x".repeat(300));
            store.commit();
        }
        close();
        open();
        assertThat(content()).contains("secret " + 100);
        eraseAll();
        assertThat(content()).doesNotContain("secret " + 100);
        assertThat(map).hasSize(503).containsEntry(999, secret(999));
    }

    @Test
    void a_reader_of_an_older_version_keeps_what_it_reads() throws Exception {
        fill();
        MVStore.TxCounter reader = store.registerVersionUsage();
        Cursor<Integer, String> before = map.cursor(0);
        remove(0, 500);
        Erasure erasure = new Erasure(store, file, store::commit, store::sync, Duration.ofNanos(1));
        for (int i = 0; i < 100; i++) {
            erasure.step();
        }
        file.setCacheSize(1); // clears it
        for (int i = 0; i < 1_000; i++) {
            assertThat(before.next()).isEqualTo(i);
            assertThat(before.getValue()).isEqualTo(secret(i));
        }
        assertThat(content()).contains("secret " + 100);
        store.deregisterVersionUsage(reader);
        while (erasure.isUnderWay()) {
            erasure.step();
        }
        assertThat(content()).doesNotContain("secret " + 100);
    }

    private static String secret(int number) {
        return "secret " + number + " " + SECRET.replace("secret", "x" + number);
    }

    private void fill() {
        for (int i = 0; i < 1_000; i++) {
            map.put(i, secret(i));
        }
        store.commit();
    }

    private void remove(int from, int to) {
        for (int i = from; i < to; i++) {
            map.remove(i);
        }
        store.commit();
    }

    private void eraseAll() {
        Erasure erasure = new Erasure(store, file, store::commit, store::sync, Duration.ofNanos(1));
        do {
            erasure.step();
        } while (erasure.isUnderWay());
    }

    private String content() throws IOException {
        return Files.readString(folder.resolve("map.mv"), StandardCharsets.ISO_8859_1);
    }
}
