package dev.porchlight.store.embedded.storage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/**
 * Where things are in a chunk, by MVStore's description of it: a header, the pages without a gap, their table of contents,
 * unused bytes, and the footer.
 *
 * @param id of the chunk
 * @param block where it begins in the file
 * @param length in bytes
 * @param pages how many
 * @param contents offset of the table of contents, 8 bytes a page; positive
 * @param deadPages the indexes of pages that are in no map any more
 */
record ChunkLayout(int id, long block, int length, int pages, int contents, BitSet deadPages) {

    static final int BLOCK_BYTES = 4096;

    private static final int ENTRY_BYTES = 8;
    private static final int FOOTER_BYTES = 128;
    /** Length, check value, number, map, number of keys and type. */
    private static final int MIN_PAGE_BYTES = 10;

    /**
     * Bytes of a chunk to erase at once.
     *
     * @param from the first offset
     * @param to the offset behind the last
     * @param firstPage the index of the page that begins at the first offset; the number of pages for the unused bytes
     * @param nextPage the index behind the last page
     */
    record Slice(int from, int to, int firstPage, int nextPage) {}

    static ChunkLayout parse(String description) {
        Map<String, String> fields = DataUtils.parseMap(description);
        String dead = fields.getOrDefault("occupancy", "");
        return new ChunkLayout(
                hex(fields, "chunk"),
                Long.parseLong(fields.getOrDefault("block", "0"), 16),
                hex(fields, "len") * BLOCK_BYTES,
                hex(fields, "pages"),
                hex(fields, "toc"),
                BitSet.valueOf(HexFormat.of().parseHex(dead)));
    }

    private static int hex(Map<String, String> fields, String name) {
        return Integer.parseInt(fields.getOrDefault(name, "0"), 16);
    }

    int contentsBytes() {
        return ENTRY_BYTES * pages;
    }

    /** MVStore does not clear the buffer of a chunk, so bytes of an earlier one may be here. */
    Slice unusedBytes() {
        return new Slice(contents + contentsBytes(), length - FOOTER_BYTES, pages, pages + 1);
    }

    /**
     * The offsets of all pages, and behind them that of the table of contents.
     *
     * @throws MVStoreException if this is no table of contents
     */
    int[] starts(ByteBuffer tableOfContents) {
        int[] starts = new int[pages + 1];
        starts[pages] = contents;
        for (int i = 0; i < pages; i++) {
            starts[i] = DataUtils.getPageOffset(tableOfContents.getLong(i * ENTRY_BYTES));
        }
        int end = 0;
        for (int start : starts) {
            if (start < end + MIN_PAGE_BYTES) {
                throw damaged("table of contents");
            }
            end = start;
        }
        return starts;
    }

    /** Some pages, as slices of at most so many bytes, unless a single page has more. */
    List<Slice> slices(BitSet somePages, int[] starts, int maxBytes) {
        List<Slice> slices = new ArrayList<>();
        for (int first = somePages.nextSetBit(0); first >= 0; ) {
            int next = first + 1;
            while (somePages.get(next) && starts[next + 1] - starts[first] <= maxBytes) {
                next++;
            }
            slices.add(new Slice(starts[first], starts[next], first, next));
            first = somePages.nextSetBit(next);
        }
        return slices;
    }

    /**
     * Compares what is in a slice with the table of contents. A page may have been erased before.
     *
     * @param bytes from the beginning of the slice on
     * @throws MVStoreException if it is something else
     */
    void check(Slice slice, int[] starts, ByteBuffer bytes) {
        for (int page = slice.firstPage(); page < Math.min(slice.nextPage(), pages); page++) {
            ByteBuffer start = bytes.slice(starts[page] - slice.from(), bytes.limit() - starts[page] + slice.from());
            int pageLength = start.getInt();
            short check = start.getShort();
            boolean isErased = pageLength == 0 && check == 0;
            if (!isErased
                    && (pageLength != starts[page + 1] - starts[page]
                            || check != checkValue(starts[page], pageLength)
                            || DataUtils.readVarInt(start) != page)) {
                throw damaged("page " + page);
            }
        }
    }

    private short checkValue(int offset, int pageLength) {
        return (short)
                (DataUtils.getCheckValue(id) ^ DataUtils.getCheckValue(offset) ^ DataUtils.getCheckValue(pageLength));
    }

    private MVStoreException damaged(String what) {
        return DataUtils.newMVStoreException(
                DataUtils.ERROR_FILE_CORRUPT, "Chunk {0} has a damaged {1}", Integer.toHexString(id), what);
    }
}
