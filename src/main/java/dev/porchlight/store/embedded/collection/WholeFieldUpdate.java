package dev.porchlight.store.embedded.collection;

import de.bwaldvogel.mongo.bson.Document;
import dev.porchlight.store.embedded.bson.BsonComparisonOrder;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An update that sets or removes whole fields, as most do. The library copies the document three times for it, and
 * splits the path of each field by a regular expression, twice.
 */
record WholeFieldUpdate(Document operations) {

    private static final Set<String> OPERATORS = Set.of("$set", "$unset", "$max");

    /** Empty for an update that the library has to apply, or to reject. */
    static Optional<WholeFieldUpdate> of(Document update) {
        if (update.isEmpty()) {
            return Optional.empty(); // a replacement
        }
        Set<String> fields = new HashSet<>();
        for (Map.Entry<String, Object> operation : update.entrySet()) {
            if (!OPERATORS.contains(operation.getKey()) || !(operation.getValue() instanceof Document changes)) {
                return Optional.empty();
            }
            for (String field : changes.keySet()) {
                if (!isWholeField(field) || !fields.add(field)) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new WholeFieldUpdate(update));
    }

    private static boolean isWholeField(String field) {
        return !field.isEmpty() && field.indexOf('.') < 0 && !field.startsWith("$") && !field.equals("_id");
    }

    /** A copy of the document with the changes. */
    Document applyTo(Document before) {
        Document after = before.clone();
        operations.forEach((operator, changes) ->
                ((Document) changes).forEach((field, value) -> apply(operator, field, value, after)));
        return after;
    }

    private static void apply(String operator, String field, @Nullable Object value, Document document) {
        if (operator.equals("$unset")) {
            document.remove(field);
        } else if (operator.equals("$set")
                || !document.containsKey(field)
                || BsonComparisonOrder.compare(value, document.get(field)) > 0) {
            document.put(field, value);
        }
    }
}
