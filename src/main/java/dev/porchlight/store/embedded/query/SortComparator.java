package dev.porchlight.store.embedded.query;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import dev.porchlight.store.embedded.bson.BsonComparisonOrder;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares documents by a sort specification. The library's {@code DocumentComparator} is not consistent when two
 * documents have an empty array.
 */
record SortComparator(Document orderBy) implements Comparator<Document> {

    /** Compares less than null, as on MongoDB. */
    private static final Object EMPTY_ARRAY = BsonComparisonOrder.beforeNull();

    @Override
    public int compare(Document a, Document b) {
        for (Map.Entry<String, Object> key : orderBy.entrySet()) {
            boolean descending = ((Number) key.getValue()).intValue() < 0;
            int order = BsonComparisonOrder.compare(
                    sortValue(a, key.getKey(), descending), sortValue(b, key.getKey(), descending));
            if (order != 0) {
                return descending ? -order : order;
            }
        }
        return 0;
    }

    /** An array sorts by its least element when ascending, and by its greatest when descending. */
    private static @Nullable Object sortValue(Document document, String field, boolean descending) {
        Object value = Utils.getSubdocumentValueCollectionAware(document, field);
        if (!(value instanceof Collection<?> elements)) {
            return value;
        }
        if (elements.isEmpty()) {
            return EMPTY_ARRAY;
        }
        Comparator<@Nullable Object> order = BsonComparisonOrder::compare;
        return descending ? max(elements, order) : max(elements, order.reversed());
    }

    private static @Nullable Object max(Collection<?> elements, Comparator<@Nullable Object> order) {
        Object max = elements.iterator().next();
        for (Object element : elements) {
            if (order.compare(element, max) > 0) {
                max = element;
            }
        }
        return max;
    }
}
