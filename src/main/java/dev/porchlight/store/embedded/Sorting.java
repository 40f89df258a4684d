package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.Comparator;
import java.util.Iterator;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/** Sorts in memory what no index delivers in order. */
final class Sorting {

    /** In bytes of BSON, as on MongoDB; beyond that a sort needs an index or a limit. */
    private static final long MAX_BYTES = 100L * 1024 * 1024;

    private record Numbered(Row row, long number) {}

    private Sorting() {}

    /** Sorts, stably; {@code atMost} (0: all) rows are kept. */
    static Stream<Row> sort(Stream<Row> rows, Comparator<Document> comparator, int atMost) {
        Comparator<Numbered> order = Comparator.<Numbered, Document>comparing(each -> each.row.document(), comparator)
                .thenComparingLong(Numbered::number);
        PriorityQueue<Numbered> kept = new PriorityQueue<>(order.reversed());
        long bytes = 0;
        long number = 0;
        for (Iterator<Row> each = rows.iterator(); each.hasNext(); ) {
            Row row = each.next();
            kept.add(new Numbered(row, number++));
            bytes += row.bytes().length;
            if (atMost > 0 && kept.size() > atMost) {
                bytes -= kept.remove().row.bytes().length;
            }
            if (bytes > MAX_BYTES) {
                throw new MongoServerError(
                        292,
                        "QueryExceededMemoryLimitNoDiskUseAllowed",
                        "Sort exceeded memory limit of " + MAX_BYTES + " bytes: add an index or a limit");
            }
        }
        return kept.stream().sorted(order).map(Numbered::row);
    }
}
