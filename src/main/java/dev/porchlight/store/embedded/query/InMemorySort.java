package dev.porchlight.store.embedded.query;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.Comparator;
import java.util.Iterator;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/** Sorts documents in memory, for when no index has the requested order. */
final class InMemorySort {

    /** In bytes of BSON, as on MongoDB. */
    private static final long MAX_BYTES = 100L * 1024 * 1024;

    /** The number in the input makes the sort stable. */
    private record Numbered(StoredDocument stored, long number) {}

    private InMemorySort() {}

    /**
     * A stable sort that keeps only the first documents.
     *
     * @param limit how many to keep; 0 for all
     * @throws MongoServerError with code 292 if those kept exceed 100 MB
     */
    static Stream<StoredDocument> sort(Stream<StoredDocument> documents, Comparator<Document> comparator, int limit) {
        Comparator<Numbered> order = Comparator.<Numbered, Document>comparing(
                        each -> each.stored.document(), comparator)
                .thenComparingLong(Numbered::number);
        PriorityQueue<Numbered> kept = new PriorityQueue<>(order.reversed());
        long bytes = 0;
        long number = 0;
        for (Iterator<StoredDocument> each = documents.iterator(); each.hasNext(); ) {
            StoredDocument document = each.next();
            kept.add(new Numbered(document, number++));
            bytes += document.size();
            if (limit > 0 && kept.size() > limit) {
                bytes -= kept.remove().stored.size();
            }
            if (bytes > MAX_BYTES) {
                throw new MongoServerError(
                        292,
                        "QueryExceededMemoryLimitNoDiskUseAllowed",
                        "Sort exceeded memory limit of " + MAX_BYTES + " bytes: add an index or a limit");
            }
        }
        return kept.stream().sorted(order).map(Numbered::stored);
    }
}
