package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What {@code createIndexes} asked for; refuses what would otherwise be ignored. */
final class IndexDescription {

    private static final Set<String> OPTIONS = Set.of(
            "key",
            "name",
            "ns",
            "v",
            "unique",
            "sparse",
            "background",
            "partialFilterExpression",
            "expireAfterSeconds");
    private static final Set<String> PARTIAL_OPERATORS =
            Set.of("$eq", "$exists", "$gt", "$gte", "$lt", "$lte", "$type", "$in");
    private static final List<String> IDENTITY = List.of("key", "partialFilterExpression");

    private final Document description;

    IndexDescription(Document description) {
        this.description = description;
    }

    /** Refuses, with MongoDB's code for it, an index that this store cannot keep. */
    void requireSupported() {
        for (String option : description.keySet()) {
            if (!OPTIONS.contains(option)) {
                throw refusal("the option '" + option + "' is not supported");
            }
        }
        Document key = (Document) Objects.requireNonNull(description.get("key"));
        key.forEach((field, direction) -> {
            if (!(direction instanceof Number number) || number.doubleValue() == 0 || field.contains("$")) {
                throw refusal("only ascending and descending fields are supported, not " + field + ": " + direction);
            }
        });
        Object expiry = description.get("expireAfterSeconds");
        if (expiry != null) {
            boolean valid = expiry instanceof Number seconds
                    && seconds.longValue() >= 0
                    && seconds.longValue() <= Integer.MAX_VALUE;
            if (!valid || key.size() != 1 || key.containsKey("_id")) {
                throw refusal("expireAfterSeconds needs a single field and 0 to 2147483647 seconds");
            }
        }
        Object partial = description.get("partialFilterExpression");
        if (partial != null) {
            requireSupportedFilter(partial);
        }
    }

    private void requireSupportedFilter(Object partial) {
        if (!(partial instanceof Document filter)) {
            throw refusal("partialFilterExpression must be a document");
        }
        for (Map.Entry<String, Object> entry : filter.entrySet()) {
            boolean supported = Conditions.isPlainPath(entry.getKey());
            if (entry.getValue() instanceof Document operators) {
                supported &= PARTIAL_OPERATORS.containsAll(operators.keySet())
                        && (!operators.containsKey("$exists") || Utils.isTrue(operators.get("$exists")));
            } else {
                supported &= entry.getValue() != null;
            }
            if (!supported) {
                throw refusal("unsupported expression in partial index: " + entry.getKey());
            }
        }
    }

    private static MongoServerError refusal(String reason) {
        return new MongoServerError(67, "CannotCreateIndex", "Cannot create index: " + reason);
    }

    /**
     * Whether the existing index is the one that is asked for.
     *
     * @throws MongoServerError with code 85 or 86 if it stands in its way
     */
    boolean isAlready(Document existing) {
        boolean sameName = Objects.equals(description.get("name"), existing.get("name"));
        boolean sameIdentity = IDENTITY.stream().allMatch(option -> same(option, existing))
                && Utils.isTrue(description.get("unique")) == Utils.isTrue(existing.get("unique"))
                && Utils.isTrue(description.get("sparse")) == Utils.isTrue(existing.get("sparse"));
        if (sameName && !sameIdentity) {
            throw new MongoServerError(
                    86,
                    "IndexKeySpecsConflict",
                    "An existing index has the same name as the requested index. Requested index: " + description
                            + ", existing index: " + existing);
        }
        if (!sameIdentity) {
            return false;
        }
        if (!sameName) {
            throw new MongoServerError(
                    85, "IndexOptionsConflict", "Index already exists with a different name: " + existing.get("name"));
        }
        if (!same("expireAfterSeconds", existing)) {
            throw new MongoServerError(
                    85,
                    "IndexOptionsConflict",
                    "An equivalent index already exists with the same name but different options. Requested index: "
                            + description + ", existing index: " + existing);
        }
        return true;
    }

    private boolean same(String option, Document existing) {
        Object wanted = description.get(option);
        Object present = existing.get(option);
        if (wanted instanceof Document document && present instanceof Document other) {
            // The order of an index's fields matters, and 1 and 1.0 are the same direction.
            return List.copyOf(document.keySet()).equals(List.copyOf(other.keySet()))
                    && ValueOrder.compare(wanted, present) == 0;
        }
        return ValueOrder.compare(wanted, present) == 0;
    }
}
