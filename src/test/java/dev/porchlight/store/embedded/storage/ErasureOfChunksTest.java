package dev.porchlight.store.embedded.storage;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
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
        runPass(erasure);
        assertThat(content()).doesNotContain("secret " + 100);
    }

    @Test
    void what_is_removed_while_a_pass_begins_is_erased_by_the_next() throws Exception {
        fill();
        Erasure erasure = new Erasure(store, file, store::commit, store::sync, Duration.ofNanos(1));
        for (int i = 0; i < 500; i++) {
            map.remove(i); // not committed when the dead pages are listed, but when the pass begins
        }
        runPass(erasure);
        runPass(erasure);
        assertThat(content()).contains("secret " + 999).doesNotContain("secret " + 100);
        runPass(erasure);
        erasure.step();
        assertThat(erasure.isUnderWay()).as("another pass without a change").isFalse();
    }

    @Test
    void a_free_block_that_cannot_be_read_is_overwritten() throws Exception {
        fillAndFree();
        int unreadable = content().indexOf("secret " + 500) / 4096 * 4096;
        new InterceptedFile(file) {
            @Override
            public synchronized int read(ByteBuffer bytes, long position) throws IOException {
                if (position < unreadable + 4096 && position + bytes.remaining() > unreadable) {
                    throw new IOException("Input/output error");
                }
                return super.read(bytes, position);
            }
        };
        eraseAll();
        assertThat(content()).doesNotContain("secret " + 500);
    }

    @Test
    void what_cannot_be_overwritten_is_tried_again(CapturedOutput output) throws Exception {
        fill();
        remove(0, 500);
        AtomicBoolean full = new AtomicBoolean(true);
        new InterceptedFile(file) {
            @Override
            public synchronized int write(ByteBuffer bytes, long position) throws IOException {
                if (full.get() && bytes.mismatch(ByteBuffer.allocate(bytes.remaining())) < 0) {
                    throw new IOException("No space left on device");
                }
                return super.write(bytes, position);
            }
        };
        Erasure erasure = new Erasure(store, file, store::commit, store::sync, Duration.ofNanos(1));
        runPass(erasure);
        runPass(erasure);
        assertThat(content()).contains("secret " + 100);
        full.set(false);
        runPass(erasure);
        assertThat(content()).contains("secret " + 999).doesNotContain("secret " + 100);
        assertThat(output.getOut().lines().filter(line -> line.contains("WARN")))
                .singleElement()
                .asString()
                .contains("cannot be overwritten now");
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 50_000})
    void nothing_is_overwritten_where_the_table_of_contents_is_damaged(int by) throws Exception {
        fill();
        remove(0, 500);
        ChunkLayout chunk = file.chunks().get(0);
        int live = chunk.deadPages().nextClearBit(chunk.deadPages().nextSetBit(0));
        assertThat(live).as("a live page behind dead ones").isBetween(1, chunk.pages() - 1);
        long entry = chunk.block() * 4096 + chunk.contents() + 8L * live;
        try (FileChannel damaged = FileChannel.open(folder.resolve("map.mv"), READ, WRITE)) {
            ByteBuffer position = ByteBuffer.allocate(8);
            damaged.read(position, entry);
            damaged.write(
                    position.putLong(0, position.getLong(0) + ((long) by << 6)).flip(), entry);
        }
        eraseAll();
        file.setCacheSize(1); // clears it
        for (int i = 500; i < 1_000; i++) {
            assertThat(map.get(i)).isEqualTo(secret(i));
        }
    }

    @Test
    void a_step_is_bounded_by_what_it_reads_and_writes() throws Exception {
        for (int i = 0; i < 100_000; i++) {
            map.put(i, secret(i));
        }
        store.commit();
        store.commit();
        remove(0, 99_000);
        List<Long> positions = new ArrayList<>();
        AtomicLong written = new AtomicLong();
        new InterceptedFile(file) {
            @Override
            public synchronized int write(ByteBuffer bytes, long position) throws IOException {
                written.addAndGet(bytes.remaining());
                positions.add(position);
                return super.write(bytes, position);
            }
        };
        Erasure erasure = new Erasure(store, file, store::commit, store::sync, Duration.ofNanos(1));
        int steps = 0;
        do {
            long before = written.get();
            erasure.step();
            assertThat(written.get() - before).isLessThan(6 << 20);
            steps++;
        } while (erasure.isUnderWay());
        assertThat(written.get()).isGreaterThan(10 << 20);
        assertThat(steps).isGreaterThan(2);
        assertThat(positions).as("writes, of up to 256 KB").hasSizeLessThan(200);
        map.put(1, "x");
        store.commit();
        erasure.step();
        assertThat(erasure.isUnderWay())
                .as("a second step where nearly all is zero")
                .isFalse();
    }

    @Test
    void free_blocks_are_overwritten_together() throws Exception {
        fillAndFree();
        AtomicInteger writes = new AtomicInteger();
        new InterceptedFile(file) {
            @Override
            public synchronized int write(ByteBuffer bytes, long position) throws IOException {
                writes.incrementAndGet();
                return super.write(bytes, position);
            }
        };
        eraseAll();
        assertThat(content()).doesNotContain("secret");
        assertThat(writes).hasValueLessThan(10);
    }

    @Test
    void a_table_of_contents_must_ascend_within_the_chunk() {
        ChunkLayout chunk = ChunkLayout.parse("chunk:1,block:2,len:1,pages:3,toc:400");
        assertThat(chunk.starts(tableOfContents(0x100, 0x200, 0x300))).containsExactly(0x100, 0x200, 0x300, 0x400);
        for (ByteBuffer damaged : List.of(
                tableOfContents(0, 0x200, 0x300),
                tableOfContents(0x200, 0x200, 0x300),
                tableOfContents(0x100, 0x300, 0x200),
                tableOfContents(0x100, 0x200, 0x400))) {
            assertThatThrownBy(() -> chunk.starts(damaged)).isInstanceOf(MVStoreException.class);
        }
    }

    private static ByteBuffer tableOfContents(long... offsets) {
        ByteBuffer table = ByteBuffer.allocate(8 * offsets.length);
        for (int i = 0; i < offsets.length; i++) {
            table.putLong(8 * i, offsets[i] << 6);
        }
        return table;
    }

    /** Leaves the secrets in free blocks before others. */
    private void fillAndFree() {
        store.commit(); // what is live for ever is in a chunk of its own
        fill();
        for (int i = 2_000; i < 2_100; i++) {
            map.put(i, "behind the free blocks");
        }
        store.commit();
        remove(0, 1_000);
        for (int i = 0; i < 3; i++) {
            map.put(2_000, "x" + i);
            store.commit();
        }
    }

    private static void runPass(Erasure erasure) {
        do {
            erasure.step();
        } while (erasure.isUnderWay());
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
        runPass(erasure);
    }

    private String content() throws IOException {
        return Files.readString(folder.resolve("map.mv"), StandardCharsets.ISO_8859_1);
    }
}
