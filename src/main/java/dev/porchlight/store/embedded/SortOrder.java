package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order that a query asks for. The library's own contradicts itself when two documents have an empty array, and then
 * the outcome depends on the order of what is sorted.
 */
record SortOrder(Document orderBy) implements Comparator<Document> {

    /** Comes before null, as on MongoDB. */
    private static final Object EMPTY_ARRAY = ValueOrder.beforeNull();

    @Override
    public int compare(Document a, Document b) {
        for (Map.Entry<String, Object> key : orderBy.entrySet()) {
            boolean descending = ((Number) key.getValue()).intValue() < 0;
            int order = ValueOrder.compare(value(a, key.getKey(), descending), value(b, key.getKey(), descending));
            if (order != 0) {
                return descending ? -order : order;
            }
        }
        return 0;
    }

    /** Of an array, its least element when ascending and its greatest when descending. */
    private static @Nullable Object value(Document document, String field, boolean descending) {
        Object value = Utils.getSubdocumentValueCollectionAware(document, field);
        if (!(value instanceof Collection<?> elements)) {
            return value;
        }
        Object best = EMPTY_ARRAY;
        boolean first = true;
        for (Object element : elements) {
            int order = first ? 0 : ValueOrder.compare(element, best);
            if (first || (descending ? order > 0 : order < 0)) {
                best = element;
            }
            first = false;
        }
        return best;
    }
}
