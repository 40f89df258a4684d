package dev.porchlight.store.embedded.storage;

import static dev.porchlight.store.embedded.storage.ChunkLayout.BLOCK_BYTES;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
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

    private static final int HEADER_BLOCKS = 2;
    /** Set in the header of a store that was closed in order; removed, with a new header, by the next write of a chunk. */
    private static final String CLEAN = "clean";

    /** Blocks that have been zero since they were freed. Guarded by {@code saveChunkLock}, as all that writes. */
    private final BitSet zeroBlocks = new BitSet();

    private ErasableFile(Map<String, Object> config) {
        super(config);
    }

    /**
     * Opens the file, or creates it; whoever opens a store on it closes it.
     *
     * @param cacheMegabytes size of the page cache
     * @param maxPageBytes from which on a page is split
     */
    public static ErasableFile open(Path path, int cacheMegabytes, int maxPageBytes) {
        ErasableFile file = new ErasableFile(Map.of("cacheSize", cacheMegabytes, "pageSplitSize", maxPageBytes));
        file.open(UninterruptiblePath.nameOf(path), false, (char[]) null);
        return file;
    }

    @Override
    protected void writeFully(@Nullable SFChunk chunk, long position, ByteBuffer bytes) {
        int first = (int) (position / BLOCK_BYTES);
        zeroBlocks.clear(first, first + (bytes.remaining() + BLOCK_BYTES - 1) / BLOCK_BYTES);
        if (chunk != null) {
            ChunkLayout.Range unused = ChunkLayout.parse(chunk.asString()).unusedBytes();
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
     * header may name an earlier chunk, and a chunk may be somewhere else, if it was being moved. To be called before
     * anything else is stored.
     */
    public void confirm(MVStore store) {
        Map<String, String> layout = getLayoutMap();
        store.executeFilestoreOperation(() -> getChunks().values().forEach(chunk -> {
            String stored = layout.get(DataUtils.LAYOUT_CHUNK + Integer.toHexString(chunk.id));
            if (stored != null && chunk.block != 0 && chunk.block != createChunk(stored).block) {
                saveChunkMetadataChanges(chunk);
            }
        }));
        store.setStoreVersion(store.getStoreVersion()); // a change: without any, there would be no commit
        setReuseSpace(false);
        try {
            store.commit();
        } finally {
            setReuseSpace(true);
        }
    }

    /** All chunks of the last version but the newest, which has no dead pages. */
    public List<ChunkLayout> chunks() {
        List<ChunkLayout> chunks = new ArrayList<>();
        getLayoutMap().forEach((key, value) -> {
            if (key.startsWith(DataUtils.LAYOUT_CHUNK)) {
                chunks.add(ChunkLayout.parse(value));
            }
        });
        return chunks;
    }

    /** The offsets of the pages of a chunk; null if it is gone. */
    int @Nullable [] pageStarts(ChunkLayout layout) {
        saveChunkLock.lock();
        try {
            SFChunk chunk = getChunks().get(layout.id());
            if (chunk == null || chunk.block == 0) {
                return null;
            }
            ChunkLayout.Range contents = layout.tableOfContents();
            ByteBuffer table =
                    readFully(chunk, chunk.block * BLOCK_BYTES + contents.from(), contents.to() - contents.from());
            int[] starts = new int[layout.pages()];
            for (int i = 0; i < starts.length; i++) {
                starts[i] = DataUtils.getPageOffset(table.getLong());
            }
            return starts;
        } finally {
            saveChunkLock.unlock();
        }
    }

    /** Overwrites a range of a chunk wherever it is now; does nothing if it is gone. */
    void zero(int chunkId, int from, int to) {
        saveChunkLock.lock();
        try {
            SFChunk chunk = getChunks().get(chunkId);
            if (chunk != null && chunk.block != 0) {
                zero(chunk.block * BLOCK_BYTES + from, to - from);
            }
        } finally {
            saveChunkLock.unlock();
        }
    }

    /**
     * Overwrites the free ones of some blocks.
     *
     * @return whether there are blocks behind them
     */
    boolean zeroFree(int firstBlock, int count) {
        saveChunkLock.lock();
        try {
            int blocks = (int) ((size() + BLOCK_BYTES - 1) / BLOCK_BYTES);
            int end = Math.min(blocks, firstBlock + count);
            for (int block = Math.max(HEADER_BLOCKS, firstBlock); block < end; block++) {
                long position = (long) block * BLOCK_BYTES;
                if (!zeroBlocks.get(block) && freeSpace.isFree(position, BLOCK_BYTES)) {
                    zero(position, (int) Math.min(BLOCK_BYTES, size() - position));
                    zeroBlocks.set(block);
                }
            }
            return end < blocks;
        } finally {
            saveChunkLock.unlock();
        }
    }

    /** Reads first: after a start most is zero already. */
    private void zero(long position, int length) {
        if (readFully((SFChunk) null, position, length).mismatch(ByteBuffer.allocate(length)) >= 0) {
            super.writeFully(null, position, ByteBuffer.allocate(length));
        }
    }
}
