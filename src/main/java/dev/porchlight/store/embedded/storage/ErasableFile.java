package dev.porchlight.store.embedded.storage;

import static dev.porchlight.store.embedded.storage.ChunkLayout.BLOCK_BYTES;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.SFChunk;
import org.h2.mvstore.SingleFileStore;
import org.jspecify.annotations.Nullable;

/**
 * MVStore's file, in which dead pages and free blocks can be overwritten with zeros while it is in use.
 *
 * <p>After a crash, MVStore finds the last chunk by the file's header, which it writes every 20 commits at least; from that
 * chunk on, each names the next. A chunk in between may be dead and overwritten, and what follows it is lost. Here the
 * header is written with every commit, and names the last chunk itself, which is never dead: what is free, or dead in the
 * last commit, is needed by no recovery. Whether a reader needs it, whoever erases must know.
 */
public final class ErasableFile extends SingleFileStore {

    /** Read or written while no chunk can be written. */
    static final int MAX_BYTES_AT_ONCE = 256 << 10;

    private static final int HEADER_BLOCKS = 2;
    /** In the header: that of the chunk that was written before it. */
    private static final String VERSION = "version";
    /** Set in the header of a store that was closed in order; removed, with a new header, by the next write of a chunk. */
    private static final String CLEAN = "clean";

    /** From the first block to the one behind the last. */
    record Blocks(int first, int next) {}

    /** Blocks that have been zero since they were freed. Guarded by {@code saveChunkLock}, as all that writes. */
    private final BitSet zeroBlocks = new BitSet();

    private boolean isCutShort;

    private ErasableFile(Map<String, Object> config) {
        super(config);
    }

    /**
     * Opens the file, or creates it; whoever opens a store on it closes it. If nothing in it can be read, opening a store on
     * it fails: MVStore would begin a new one over it.
     *
     * @param cacheMegabytes size of the page cache
     * @param maxPageBytes from which on a page is split
     */
    public static ErasableFile open(Path path, int cacheMegabytes, int maxPageBytes) {
        ErasableFile file = new ErasableFile(Map.of("cacheSize", cacheMegabytes, "pageSplitSize", maxPageBytes));
        file.open(UninterruptiblePath.nameOf(path), false, (char[]) null);
        return file;
    }

    /** Opens the file, which others may be reading too, without any way to write to it. */
    public static ErasableFile openToRead(Path path, int cacheMegabytes) {
        ErasableFile file = new ErasableFile(Map.of("cacheSize", cacheMegabytes));
        file.open(UninterruptiblePath.nameOf(path), true, (char[]) null);
        return file;
    }

    @Override
    protected void readStoreHeader(boolean recoveryMode) {
        super.readStoreHeader(recoveryMode);
        if (!hasPersistentData()) {
            throw new MVStoreException(DataUtils.ERROR_FILE_CORRUPT, "it holds no data that can be read");
        }
        isCutShort |= lastChunkVersion() < DataUtils.readHexLong(storeHeader, VERSION, 0);
        if (wasClosedInOrder() && (isCutShort || endsBeforeItsChunks())) {
            throw new MVStoreException(
                    DataUtils.ERROR_FILE_CORRUPT, "a part of it, which was there when it was closed, cannot be read");
        }
    }

    /** Whether the newest version could not be read, and an earlier one was opened: after a crash, or damage since. */
    public boolean isCutShort() {
        return isCutShort;
    }

    /** Both headers say so: of two that differ, one was being written when the power failed, or is damaged. */
    private boolean wasClosedInOrder() {
        ByteBuffer headers = readFully((SFChunk) null, 0, HEADER_BLOCKS * BLOCK_BYTES);
        return storeHeader.containsKey(CLEAN)
                && headers.slice(0, BLOCK_BYTES).equals(headers.slice(BLOCK_BYTES, BLOCK_BYTES));
    }

    /** MVStore looks at the last 20 of them only, which need not be those at the end. */
    private boolean endsBeforeItsChunks() {
        return getChunks().values().stream()
                .anyMatch(chunk -> chunk.block != 0 && (chunk.block + chunk.len) * BLOCK_BYTES > size());
    }

    /** What the mark vouches for must be on the disk before it. */
    @Override
    protected void writeCleanShutdown() {
        sync();
        super.writeCleanShutdown();
    }

    /** MVStore would allocate as much as a damaged length says. */
    @Override
    public ByteBuffer readFully(@Nullable SFChunk chunk, long position, int length) {
        if (length < 0 || length > size() - position) {
            throw new MVStoreException(DataUtils.ERROR_FILE_CORRUPT, "it ends before what it refers to");
        }
        return super.readFully(chunk, position, length);
    }

    @Override
    protected void writeFully(@Nullable SFChunk chunk, long position, ByteBuffer bytes) {
        int first = (int) (position / BLOCK_BYTES);
        zeroBlocks.clear(first, first + (bytes.remaining() + BLOCK_BYTES - 1) / BLOCK_BYTES);
        if (chunk != null) {
            ChunkLayout.Slice unused = ChunkLayout.parse(chunk.asString()).unusedBytes();
            for (int i = unused.from(); i < unused.to(); i++) {
                bytes.put(i, (byte) 0);
            }
        }
        super.writeFully(chunk, position, bytes);
        if (chunk != null) {
            // Makes MVStore write the header after the chunk.
            storeHeader.put(CLEAN, 1);
        }
    }

    /**
     * Commits what was found at the opening, behind all that was found. After a crash it differs from what is stored: the
     * header may name an earlier chunk, and a chunk may be somewhere else, if it was being moved. To be called once all
     * maps are open, before anything else is committed.
     */
    public void confirm(MVStore store) {
        Map<String, String> layout = getLayoutMap();
        store.executeFilestoreOperation(() -> getChunks().values().forEach(chunk -> {
            String stored = layout.get(DataUtils.LAYOUT_CHUNK + Integer.toHexString(chunk.id));
            if (stored != null && chunk.block != 0 && chunk.block != createChunk(stored).block) {
                saveChunkMetadataChanges(chunk);
            }
        }));
        // Also a change: without any there would be no commit.
        store.setStoreVersion(StoreFormat.VERSION);
        setReuseSpace(false);
        try {
            store.commit();
        } finally {
            setReuseSpace(true);
        }
    }

    /** All chunks of the last version but the newest, which has no dead pages; in the order of the file. */
    List<ChunkLayout> chunks() {
        List<ChunkLayout> chunks = new ArrayList<>();
        getLayoutMap().forEach((key, value) -> {
            if (key.startsWith(DataUtils.LAYOUT_CHUNK)) {
                chunks.add(ChunkLayout.parse(value));
            }
        });
        chunks.sort(Comparator.comparingLong(ChunkLayout::block));
        return chunks;
    }

    /**
     * The offsets of the pages of a chunk, as {@link ChunkLayout#starts}; null if it is gone.
     *
     * @throws MVStoreException if they cannot be read
     */
    int @Nullable [] pageStarts(ChunkLayout layout) {
        saveChunkLock.lock();
        try {
            SFChunk chunk = allocated(layout.id());
            return chunk == null
                    ? null
                    : layout.starts(
                            readFully(chunk, chunk.block * BLOCK_BYTES + layout.contents(), layout.contentsBytes()));
        } finally {
            saveChunkLock.unlock();
        }
    }

    private @Nullable SFChunk allocated(int chunkId) {
        SFChunk chunk = getChunks().get(chunkId);
        return chunk == null || chunk.block == 0 ? null : chunk;
    }

    /**
     * Overwrites a slice of a chunk wherever it is now; does nothing if it is gone.
     *
     * @param starts the offsets of the chunk's pages; of none for its unused bytes
     * @return bytes read and written
     * @throws MVStoreException if it cannot be written, or is not what it should be
     */
    int zero(ChunkLayout layout, ChunkLayout.Slice slice, int[] starts) {
        int bytes = 0;
        for (int from = slice.from(); from < slice.to(); from += MAX_BYTES_AT_ONCE) {
            saveChunkLock.lock();
            try {
                SFChunk chunk = allocated(layout.id());
                if (chunk != null) {
                    int length = Math.min(slice.to() - from, MAX_BYTES_AT_ONCE);
                    boolean first = from == slice.from();
                    bytes += zero(chunk.block * BLOCK_BYTES + from, length, content -> {
                        if (first) {
                            layout.check(slice, starts, content);
                        }
                    });
                }
            } finally {
                saveChunkLock.unlock();
            }
        }
        return bytes;
    }

    /** The next blocks that are free and may not be zero, at most {@link #MAX_BYTES_AT_ONCE}; null if there are none. */
    @Nullable
    Blocks nextFree(int from) {
        saveChunkLock.lock();
        try {
            int end = (int) ((size() + BLOCK_BYTES - 1) / BLOCK_BYTES);
            int first = Math.max(HEADER_BLOCKS, from);
            while (first < end && !isToErase(first)) {
                first++;
            }
            int next = nextNotToErase(first, Math.min(end, first + MAX_BYTES_AT_ONCE / BLOCK_BYTES));
            return first < next ? new Blocks(first, next) : null;
        } finally {
            saveChunkLock.unlock();
        }
    }

    private int nextNotToErase(int first, int end) {
        int next = first;
        while (next < end && isToErase(next)) {
            next++;
        }
        return next;
    }

    private boolean isToErase(int block) {
        return !zeroBlocks.get(block) && freeSpace.isFree((long) block * BLOCK_BYTES, BLOCK_BYTES);
    }

    /**
     * Overwrites those of some blocks that are still free.
     *
     * @return bytes read and written
     * @throws MVStoreException if they cannot be written
     */
    int zeroFree(Blocks blocks) {
        saveChunkLock.lock();
        try {
            int bytes = 0;
            int next;
            for (int first = blocks.first(); first < blocks.next(); first = Math.max(next, first + 1)) {
                next = nextNotToErase(first, blocks.next());
                long position = (long) first * BLOCK_BYTES;
                long end = Math.min((long) next * BLOCK_BYTES, size());
                if (position < end) {
                    bytes += zero(position, (int) (end - position), content -> {});
                    zeroBlocks.set(first, next);
                }
            }
            return bytes;
        } finally {
            saveChunkLock.unlock();
        }
    }

    /** Reads first: after a start most is zero already. What cannot be read can often be written. */
    private int zero(long position, int length, Consumer<ByteBuffer> check) {
        ByteBuffer content = read(position, length);
        if (content != null) {
            check.accept(content);
            if (content.mismatch(ByteBuffer.allocate(length)) < 0) {
                return length;
            }
        }
        super.writeFully(null, position, ByteBuffer.allocate(length));
        return 2 * length;
    }

    private @Nullable ByteBuffer read(long position, int length) {
        try {
            return readFully((SFChunk) null, position, length);
        } catch (MVStoreException e) {
            return null;
        }
    }
}
