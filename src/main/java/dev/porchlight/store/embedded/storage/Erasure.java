package dev.porchlight.store.embedded.storage;

import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lombok.extern.slf4j.Slf4j;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Overwrites what was deleted or changed: MVStore never writes to a page again, so old versions stay in dead pages and in
 * free blocks until these are used anew. Each interval in which something was written is followed by one pass over all of
 * them, and so is each start, as nobody knows what the process before had left to do. A pass takes many short steps. Not
 * thread-safe, and not to be run beside what moves chunks: a chunk's old place may be needed until its new one is durable.
 */
@Slf4j
public final class Erasure {

    private static final Duration MAX_DELAY_AFTER_START = Duration.ofMinutes(1);

    /** Bytes read and written in one step. */
    private static final int STEP_BYTES = 8 << 20;

    private final MVStore store;
    private final ErasableFile file;
    private final Runnable commit;
    private final Runnable force;
    private final long intervalNanos;
    /** For each chunk its pages that are zero; the bit behind the last page is for the chunk's unused bytes. */
    private final Map<Integer, BitSet> erased = new HashMap<>();

    private volatile long oldestVersionInUse;
    private long nextPass;
    /** The store's version before the last pass; negative if it could not erase all. */
    private long passVersion = -1;

    private boolean failureLogged;
    private @Nullable Pass pass;

    /** What is left to do. */
    private static final class Pass {

        private final Deque<ChunkLayout> chunks;
        /** What no reader may need any more. */
        private final long version;

        private final Deque<Work> work = new ArrayDeque<>();
        private int nextBlock;

        private Pass(List<ChunkLayout> chunks, long version) {
            this.chunks = new ArrayDeque<>(chunks);
            this.version = version;
        }
    }

    /** Returns how many bytes it has read and written. */
    @FunctionalInterface
    private interface Work {
        int run();
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
        if (oldestVersionInUse < pass.version) {
            return;
        }
        if (!run(pass)) {
            pass = null;
        }
        force.run();
    }

    /**
     * No recovery goes back behind the commit, so no page that was dead before it is needed again. What was removed and not
     * yet committed is not listed: the version read first has the next pass find it.
     */
    private Pass begin() {
        passVersion = store.getCurrentVersion();
        MVStore.TxCounter version = store.registerVersionUsage();
        List<ChunkLayout> chunks;
        try {
            chunks = file.chunks();
        } finally {
            store.deregisterVersionUsage(version);
        }
        commit.run();
        erased.keySet().retainAll(chunks.stream().map(ChunkLayout::id).collect(Collectors.toSet()));
        return new Pass(chunks, store.getCurrentVersion());
    }

    /** @return whether there is more to do */
    private boolean run(Pass current) {
        for (int bytes = 0; bytes < STEP_BYTES; ) {
            Work next = next(current);
            if (next == null) {
                return false;
            }
            try {
                bytes += next.run();
            } catch (MVStoreException e) {
                bytes += ErasableFile.MAX_BYTES_AT_ONCE;
                postpone(e);
            }
        }
        return true;
    }

    private @Nullable Work next(Pass current) {
        Work next = current.work.poll();
        if (next != null) {
            return next;
        }
        ChunkLayout chunk = current.chunks.poll();
        if (chunk != null) {
            return () -> list(current, chunk);
        }
        ErasableFile.Blocks free = file.nextFree(current.nextBlock);
        if (free == null) {
            return null;
        }
        current.nextBlock = free.next();
        return () -> file.zeroFree(free);
    }

    /** What is in a damaged or unreadable place is left to the next pass; it would fail the store without need. */
    private void postpone(MVStoreException e) {
        if (e.getCause() instanceof ClosedChannelException) {
            throw e;
        }
        passVersion = -1;
        if (!failureLogged) {
            failureLogged = true;
            log.warn("Something deleted cannot be overwritten now; will try again. (Logged once.)", e);
        }
    }

    private int list(Pass current, ChunkLayout chunk) {
        BitSet done = erased.computeIfAbsent(chunk.id(), id -> new BitSet());
        ChunkLayout.Slice unused = chunk.unusedBytes();
        if (!done.get(unused.firstPage())) {
            current.work.add(() -> erase(chunk, unused, new int[0]));
        }
        BitSet pages = (BitSet) chunk.deadPages().clone();
        pages.andNot(done);
        int[] starts = pages.isEmpty() ? null : file.pageStarts(chunk);
        if (starts == null) {
            return 0;
        }
        for (ChunkLayout.Slice slice : chunk.slices(pages, starts, ErasableFile.MAX_BYTES_AT_ONCE)) {
            current.work.add(() -> erase(chunk, slice, starts));
        }
        return chunk.contentsBytes();
    }

    private int erase(ChunkLayout chunk, ChunkLayout.Slice slice, int[] starts) {
        int bytes = file.zero(chunk, slice, starts);
        erased.computeIfAbsent(chunk.id(), id -> new BitSet()).set(slice.firstPage(), slice.nextPage());
        return bytes;
    }
}
