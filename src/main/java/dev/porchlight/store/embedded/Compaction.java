package dev.porchlight.store.embedded;

import dev.porchlight.store.embedded.storage.Versions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.RandomAccessStore;

/**
 * Compacts the file while the store is in use. Every commit appends a chunk of pages, and later writes leave dead pages in
 * old chunks. Compaction rewrites the live pages of mostly dead chunks, moves chunks from the end of the file into the
 * freed space and truncates the file. It does so in steps short enough not to delay writers. MVStore's own background
 * compaction is off, as it commits on its own, in the middle of a command.
 */
final class Compaction {

    /** A smaller file is not compacted. */
    private static final long MIN_FILE_BYTES = 24L << 20;
    /** Live bytes rewritten in one step. */
    private static final int REWRITE_BYTES = 512 << 10;
    /** The same when behind: then chunks with many live bytes must be rewritten too. */
    private static final int MAX_REWRITE_BYTES = 64 << 20;

    private static final int REWRITE_MILLIS = 10;
    private static final int MAX_REWRITE_MILLIS = 60;

    /** Bytes of chunks moved towards the beginning of the file in one step. */
    private static final int MOVE_BYTES = 2 << 20;

    private static final int MAX_MOVE_BYTES = 64 << 20;

    /** How much of the chunks should be live. */
    private static final int LIVE_PERCENT = 60;
    /** With less, compaction is behind and delays writers. Together with the next, bounds the file to 3 x live data. */
    private static final int BEHIND_PERCENT = 50;
    /** How much of the file should be chunks. */
    private static final int USED_PERCENT = 70;

    private final MVStore store;
    private final FileStore<?> file;
    private final GroupCommit groupCommit;

    Compaction(MVStore store, GroupCommit groupCommit) {
        this.store = store;
        this.file = store.getFileStore();
        this.groupCommit = groupCommit;
    }

    boolean isNeeded() {
        return file.size() > MIN_FILE_BYTES
                && (file.getChunksFillRate() < LIVE_PERCENT || file.getFillRate() < USED_PERCENT);
    }

    /** Compacts step by step until nothing more can be gained, or a stop is requested. */
    void run(BooleanSupplier stopRequested) {
        boolean progress = true;
        while (progress && isNeeded() && !stopRequested.getAsBoolean()) {
            int livePercent = file.getChunksFillRate();
            progress = livePercent < LIVE_PERCENT && rewriteStep(livePercent < BEHIND_PERCENT);
            if (file instanceof RandomAccessStore chunks) {
                progress |= moveStep(chunks);
            }
            if (!isNeeded()) {
                // The space of the last dead chunks is free now, but only a commit truncates the file.
                groupCommit.maintain(() -> {});
            }
        }
    }

    private boolean rewriteStep(boolean behind) {
        Versions.releaseUnused(store);
        AtomicBoolean progress = new AtomicBoolean();
        groupCommit.maintain(() -> progress.set(rewrite(behind)));
        return progress.get();
    }

    private boolean rewrite(boolean behind) {
        int maxBytes = behind ? MAX_REWRITE_BYTES : REWRITE_BYTES;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(behind ? MAX_REWRITE_MILLIS : REWRITE_MILLIS);
        boolean progress = false;
        for (int bytes = REWRITE_BYTES; bytes <= maxBytes && (!progress || System.nanoTime() < end); ) {
            if (store.compact(LIVE_PERCENT, bytes)) {
                progress = true;
            } else {
                bytes *= 2; // MVStore skips a chunk with more live bytes than the limit
            }
        }
        return progress;
    }

    /** Frees dead chunks, and moves chunks from the end of the file into its free space. */
    private boolean moveStep(RandomAccessStore chunks) {
        long sizeBefore = file.size();
        for (int bytes = MOVE_BYTES; bytes <= MAX_MOVE_BYTES; bytes *= 2) { // MVStore skips chunks above the limit
            int maxBytes = bytes;
            groupCommit.maintainExclusively(() -> chunks.compactMoveChunks(USED_PERCENT, maxBytes, store));
            if (file.size() < sizeBefore) {
                return true;
            }
            if (file.getFillRate() >= USED_PERCENT) {
                return false;
            }
        }
        return false;
    }
}
