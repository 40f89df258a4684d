package dev.porchlight.store.embedded.storage;

import static dev.porchlight.store.embedded.storage.ChunkLayout.BLOCK_BYTES;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.SFChunk;
import org.h2.mvstore.SingleFileStore;
import org.jspecify.annotations.Nullable;

/**
 * MVStore's file, in which dead pages and free blocks can be overwritten with zeros while it is in use. Whoever erases
 * must know that no reader and no recovery needs them any more.
 */
public final class ErasableFile extends SingleFileStore {

    private static final int HEADER_BLOCKS = 2;

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
        file.open(path.toString(), false, (char[]) null);
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
