package dev.porchlight.store.embedded.storage;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * Overwrites what was deleted or changed: MVStore never writes to a page again, so old versions stay in dead pages and in
 * free blocks until these are used anew. Each interval in which something was written is followed by one pass over all of
 * them, and so is each start, as nobody knows what the process before had left to do. A pass takes many short steps. Not
 * thread-safe, and not to be run beside what moves chunks: a chunk's old place may be needed until its new one is durable.
 */
public final class Erasure {

    private static final Duration MAX_DELAY_AFTER_START = Duration.ofMinutes(1);

    /** Bytes looked at in one step. */
    private static final int STEP_BYTES = 4 << 20;
    /** Bytes looked at while no chunk can be written. */
    private static final int MAX_RANGE_BYTES = 256 << 10;

    private final MVStore store;
    private final ErasableFile file;
    private final Runnable commit;
    private final Runnable force;
    private final long intervalNanos;
    /** For each chunk its pages that are zero; the bit behind the last page is for the chunk's unused bytes. */
    private final Map<Integer, BitSet> erased = new HashMap<>();

    private volatile long oldestVersionInUse;
    private long nextPass;
    /** The store's version at the last pass. */
    private long passVersion = -1;

    private @Nullable Pass pass;

    /** What is left to do. */
    private static final class Pass {

        private final Deque<ChunkLayout> chunks = new ArrayDeque<>();
        private int nextBlock;
    }

    /**
     * @param commit makes all changes durable
     * @param force forces the file to the disk, if the store does so at all
     * @param interval from one pass to the next
     */
    public Erasure(MVStore store, ErasableFile file, Runnable commit, Runnable force, Duration interval) {
        this.store = store;
        this.file = file;
        this.commit = commit;
        this.force = force;
        this.intervalNanos = interval.toNanos();
        this.nextPass = System.nanoTime() + Math.min(intervalNanos, MAX_DELAY_AFTER_START.toNanos());
        store.setOldestVersionTracker(version -> oldestVersionInUse = version);
    }

    /** Whether a pass has begun and not ended. */
    public boolean isUnderWay() {
        return pass != null;
    }

    /** Begins a pass if one is due, or takes the next step of one that is under way. */
    public void step() {
        if (pass == null) {
            if (System.nanoTime() - nextPass < 0) {
                return;
            }
            nextPass = System.nanoTime() + intervalNanos;
            if (store.getCurrentVersion() == passVersion) {
                return;
            }
            pass = begin();
        }
        // A reader that still reads an older version may need what is dead in this one.
        Versions.releaseUnused(store);
        if (oldestVersionInUse < passVersion) {
            return;
        }
        if (!run(pass)) {
            pass = null;
        }
        force.run();
    }

    /** No recovery goes back behind the commit, so no page that was dead before it is needed again. */
    private Pass begin() {
        Pass begun = new Pass();
        MVStore.TxCounter version = store.registerVersionUsage();
        try {
            begun.chunks.addAll(file.chunks());
        } finally {
            store.deregisterVersionUsage(version);
        }
        commit.run();
        passVersion = store.getCurrentVersion();
        erased.keySet().retainAll(begun.chunks.stream().map(ChunkLayout::id).collect(Collectors.toSet()));
        return begun;
    }

    /** @return whether there is more to do */
    private boolean run(Pass current) {
        int bytes = 0;
        while (bytes < STEP_BYTES) {
            ChunkLayout chunk = current.chunks.poll();
            if (chunk != null) {
                bytes += erase(chunk);
                continue;
            }
            boolean more = file.zeroFree(current.nextBlock, MAX_RANGE_BYTES / ChunkLayout.BLOCK_BYTES);
            if (!more) {
                return false;
            }
            current.nextBlock += MAX_RANGE_BYTES / ChunkLayout.BLOCK_BYTES;
            bytes += MAX_RANGE_BYTES;
        }
        return true;
    }

    /** @return how many bytes were looked at */
    private int erase(ChunkLayout chunk) {
        BitSet done = erased.computeIfAbsent(chunk.id(), id -> new BitSet());
        BitSet pages = (BitSet) chunk.deadPages().clone();
        pages.andNot(done);
        int bytes = 0;
        if (!done.get(chunk.pages())) {
            bytes += erase(chunk, chunk.unusedBytes());
            done.set(chunk.pages());
        }
        int[] starts = pages.isEmpty() ? null : file.pageStarts(chunk);
        if (starts != null) {
            for (ChunkLayout.Range range : chunk.rangesOf(pages, starts)) {
                bytes += erase(chunk, range);
            }
            done.or(pages);
        }
        return bytes;
    }

    private int erase(ChunkLayout chunk, ChunkLayout.Range range) {
        for (int from = range.from(); from < range.to(); from += MAX_RANGE_BYTES) {
            file.zero(chunk.id(), from, Math.min(range.to(), from + MAX_RANGE_BYTES));
        }
        return Math.max(0, range.to() - range.from());
    }
}
