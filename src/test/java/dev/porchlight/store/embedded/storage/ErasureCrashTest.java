package dev.porchlight.store.embedded.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever was written when the process is killed, a commit that had returned is found again: copies of the file are taken
 * between two writes and in the middle of one, and are opened.
 */
class ErasureCrashTest {

    private static final int ROUNDS = 30;
    private static final int COMMITS = 60;
    private static final int KEYS = 400;
    /** One of so many writes is a copy. */
    private static final int WRITES_PER_COPY = 6;

    @TempDir
    Path folder;

    private final Random random = new Random(Long.getLong("seed", 1));
    private final List<String> losses = new ArrayList<>();
    private int copies;

    /** What the map was after each commit, of which the last may be under way. */
    private final List<Map<Integer, String>> states = new ArrayList<>();

    private int acknowledged;

    /** Each round goes on with what was found in a copy: what a crash left is not in the way of the next. */
    @Test
    void no_commit_that_has_returned_is_lost() throws Exception {
        Path file = folder.resolve("0.mv");
        for (int round = 0; round < ROUNDS && losses.isEmpty(); round++) {
            Path next = folder.resolve(round + 1 + ".mv");
            run(round, file, next);
            file = next;
        }
        assertThat(losses).isEmpty();
        assertThat(copies).as("copies opened").isGreaterThan(500);
    }

    private void run(int round, Path path, Path next) throws Exception {
        ErasableFile file = ErasableFile.open(path, 1, 1_000);
        MVStore store = open(file);
        states.clear();
        states.add(Map.copyOf(store.<Integer, String>openMap("map")));
        acknowledged = 0;
        Erasure erasure = new Erasure(store, file, store::commit, store::sync, Duration.ofNanos(1));
        new InterceptedFile(file) {
            @Override
            public synchronized int write(ByteBuffer bytes, long position) throws IOException {
                int length = bytes.remaining();
                if (random.nextInt(WRITES_PER_COPY) == 0) {
                    ByteBuffer part = bytes.slice(bytes.position(), random.nextInt(length + 1));
                    for (long at = position; part.hasRemaining(); at += super.write(part, at)) {}
                    crash("a write of " + length + " at " + position);
                }
                int written = 0;
                while (bytes.hasRemaining()) {
                    written += super.write(bytes, position + written);
                }
                return written;
            }

            @Override
            public FileChannel truncate(long size) throws IOException {
                crash("truncating to " + size);
                return super.truncate(size);
            }

            private void crash(String during) throws IOException {
                Files.copy(path, next, StandardCopyOption.REPLACE_EXISTING);
                check(next, "round " + round + ", " + during);
                Files.copy(path, next, StandardCopyOption.REPLACE_EXISTING);
            }
        };
        try {
            file.confirm(store);
            MVMap<Integer, String> map = store.openMap("map");
            // What a reader may need keeps chunks for a while.
            MVStore.TxCounter reader = store.registerVersionUsage();
            for (int i = 0; i < COMMITS && losses.isEmpty(); i++) {
                change(map);
                states.add(Map.copyOf(map));
                store.commit();
                acknowledged = states.size() - 1;
                if (random.nextInt(6) == 0) {
                    store.deregisterVersionUsage(reader);
                    reader = store.registerVersionUsage();
                }
                switch (random.nextInt(12)) {
                    case 0 -> store.compact(80, 1 << 20);
                    case 1 -> file.compactMoveChunks(90, 1 << 20, store);
                    case 2, 3 -> file.dropUnusedChunks();
                    default -> erasure.step();
                }
            }
            if (!Files.exists(next)) {
                Files.copy(path, next);
            }
        } finally {
            store.closeImmediately();
        }
    }

    private static MVStore open(ErasableFile file) {
        MVStore store =
                new MVStore.Builder().adoptFileStore(file).autoCommitDisabled().open();
        store.setVersionsToKeep(0);
        store.setRetentionTime(0);
        return store;
    }

    /** Mostly in the same few pages, so that the chunk before is dead. */
    private void change(MVMap<Integer, String> map) {
        int changes = random.nextInt(8) == 0 ? 40 : 1 + random.nextInt(2);
        int range = random.nextInt(3) == 0 ? KEYS : 3;
        for (int i = 0; i < changes; i++) {
            int key = random.nextInt(range);
            if (random.nextInt(4) == 0) {
                map.remove(key);
            } else {
                map.put(key, "x".repeat(random.nextInt(100)) + random.nextInt());
            }
        }
    }

    private void check(Path copy, String where) {
        copies++;
        Map<Integer, String> found = new HashMap<>();
        try {
            ErasableFile file = ErasableFile.open(copy, 1, 1_000);
            MVStore store = open(file);
            try {
                found.putAll(store.<Integer, String>openMap("map"));
            } finally {
                store.closeImmediately();
            }
        } catch (RuntimeException e) {
            losses.add(where + ": " + e);
            return;
        }
        for (int i = acknowledged; i < states.size(); i++) {
            if (states.get(i).equals(found)) {
                return;
            }
        }
        losses.add(where + ": commit " + states.indexOf(found) + " of " + acknowledged);
    }
}
