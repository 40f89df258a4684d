package dev.porchlight.store.embedded.index;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.porchlight.store.embedded.bson.BsonComparisonOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * An index specification of {@code createIndexes}.
 *
 * @param document with {@code key}, {@code name} and options, as a client sent it
 */
public record IndexSpec(Document document) {

    private static final Set<String> SUPPORTED_OPTIONS = Set.of(
            "key",
            "name",
            "ns",
            "v",
            "unique",
            "sparse",
            "background",
            "partialFilterExpression",
            "expireAfterSeconds");
    private static final Set<String> PARTIAL_FILTER_OPERATORS =
            Set.of("$eq", "$exists", "$gt", "$gte", "$lt", "$lte", "$type", "$in");

    /**
     * The library ignores what it does not know, and would then build a different index.
     *
     * @throws MongoServerError with code 67 if this store cannot build the index
     */
    public void requireSupported() {
        for (String option : document.keySet()) {
            if (!SUPPORTED_OPTIONS.contains(option)) {
                throw cannotCreate("the option '" + option + "' is not supported");
            }
        }
        Document key = (Document) Objects.requireNonNull(document.get("key"));
        key.forEach((field, direction) -> {
            if (!(direction instanceof Number number) || number.doubleValue() == 0 || field.contains("$")) {
                throw cannotCreate(
                        "only ascending and descending fields are supported, not " + field + ": " + direction);
            }
        });
        Object expiry = document.get("expireAfterSeconds");
        if (expiry != null) {
            boolean valid = expiry instanceof Number seconds
                    && seconds.longValue() >= 0
                    && seconds.longValue() <= Integer.MAX_VALUE;
            if (!valid || key.size() != 1 || key.containsKey("_id")) {
                throw cannotCreate("expireAfterSeconds needs a single field and 0 to 2147483647 seconds");
            }
        }
        Object partialFilter = document.get("partialFilterExpression");
        if (partialFilter != null) {
            requireSupportedFilter(partialFilter);
        }
    }

    private static void requireSupportedFilter(Object partialFilter) {
        if (!(partialFilter instanceof Document filter)) {
            throw cannotCreate("partialFilterExpression must be a document");
        }
        for (Map.Entry<String, Object> entry : filter.entrySet()) {
            boolean supported = FieldPredicates.isPlainPath(entry.getKey());
            if (entry.getValue() instanceof Document operators) {
                supported &= PARTIAL_FILTER_OPERATORS.containsAll(operators.keySet())
                        && (!operators.containsKey("$exists") || Utils.isTrue(operators.get("$exists")));
            } else {
                supported &= entry.getValue() != null;
            }
            if (!supported) {
                throw cannotCreate("unsupported expression in partial index: " + entry.getKey());
            }
        }
    }

    private static MongoServerError cannotCreate(String reason) {
        return new MongoServerError(67, "CannotCreateIndex", "Cannot create index: " + reason);
    }

    /**
     * Whether the existing index is the requested one.
     *
     * @throws MongoServerError with code 85 or 86 if the existing index conflicts with the requested one
     */
    public boolean equalsExisting(Document existing) {
        boolean sameName = Objects.equals(document.get("name"), existing.get("name"));
        boolean sameIndex = equalOption("key", existing)
                && equalOption("partialFilterExpression", existing)
                && Utils.isTrue(document.get("unique")) == Utils.isTrue(existing.get("unique"))
                && Utils.isTrue(document.get("sparse")) == Utils.isTrue(existing.get("sparse"));
        if (sameName && !sameIndex) {
            throw new MongoServerError(
                    86,
                    "IndexKeySpecsConflict",
                    "An existing index has the same name as the requested index. Requested index: " + document
                            + ", existing index: " + existing);
        }
        if (!sameIndex) {
            return false;
        }
        if (!sameName) {
            throw new MongoServerError(
                    85, "IndexOptionsConflict", "Index already exists with a different name: " + existing.get("name"));
        }
        if (!equalOption("expireAfterSeconds", existing)) {
            throw new MongoServerError(
                    85,
                    "IndexOptionsConflict",
                    "An equivalent index already exists with the same name but different options. Requested index: "
                            + document + ", existing index: " + existing);
        }
        return true;
    }

    private boolean equalOption(String option, Document existing) {
        Object requested = document.get(option);
        Object present = existing.get(option);
        if (requested instanceof Document a && present instanceof Document b) {
            // The order of an index's fields matters, and 1 and 1.0 are the same direction.
            return List.copyOf(a.keySet()).equals(List.copyOf(b.keySet())) && BsonComparisonOrder.compare(a, b) == 0;
        }
        return BsonComparisonOrder.compare(requested, present) == 0;
    }
}
