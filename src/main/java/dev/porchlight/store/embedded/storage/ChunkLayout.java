package dev.porchlight.store.embedded.storage;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.DataUtils;

/**
 * Where things are in a chunk, by MVStore's description of it: a header, the pages, their table of contents, unused bytes,
 * and the footer.
 *
 * @param id of the chunk
 * @param length in bytes
 * @param pages how many
 * @param contents offset of the table of contents, 8 bytes a page; positive
 * @param deadPages the indexes of pages that are in no map any more
 */
record ChunkLayout(int id, int length, int pages, int contents, BitSet deadPages) {

    static final int BLOCK_BYTES = 4096;

    private static final int ENTRY_BYTES = 8;
    private static final int FOOTER_BYTES = 128;

    /** Bytes of a chunk: from the first offset, inclusive, to the second, exclusive. */
    record Range(int from, int to) {}

    static ChunkLayout parse(String description) {
        Map<String, String> fields = DataUtils.parseMap(description);
        String dead = fields.getOrDefault("occupancy", "");
        return new ChunkLayout(
                hex(fields, "chunk"),
                hex(fields, "len") * BLOCK_BYTES,
                hex(fields, "pages"),
                hex(fields, "toc"),
                BitSet.valueOf(HexFormat.of().parseHex(dead)));
    }

    private static int hex(Map<String, String> fields, String name) {
        return Integer.parseInt(fields.getOrDefault(name, "0"), 16);
    }

    Range tableOfContents() {
        return new Range(contents, contents + ENTRY_BYTES * pages);
    }

    /** MVStore does not clear the buffer of a chunk, so bytes of an earlier one may be here. */
    Range unusedBytes() {
        return new Range(contents + ENTRY_BYTES * pages, length - FOOTER_BYTES);
    }

    /** @param starts the offsets of all pages, which follow one another without a gap */
    List<Range> rangesOf(BitSet somePages, int[] starts) {
        List<Range> ranges = new ArrayList<>();
        for (int first = somePages.nextSetBit(0); first >= 0; ) {
            int next = somePages.nextClearBit(first);
            ranges.add(new Range(starts[first], next < pages ? starts[next] : contents));
            first = somePages.nextSetBit(next);
        }
        return ranges;
    }
}
