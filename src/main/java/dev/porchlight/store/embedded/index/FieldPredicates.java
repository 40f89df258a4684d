package dev.porchlight.store.embedded.index;

import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The conditions on single fields that every match of a filter meets: equality, {@code $in} and ranges. Other conditions
 * are left out, which is safe: what an index finds is matched against the whole filter again.
 */
public final class FieldPredicates {

    private static final Pattern ARRAY_POSITION = Pattern.compile("(.*\\.)?\\d+(\\..*)?");

    private final Document filter;
    private final Map<String, Object> equal = new HashMap<>();
    private final Map<String, Set<Object>> in = new HashMap<>();
    private final Map<String, ValueRange> ranges = new HashMap<>();

    public FieldPredicates(Document filter) {
        this.filter = filter;
        collect(filter);
    }

    private void collect(Document conjunction) {
        for (Map.Entry<String, Object> entry : conjunction.entrySet()) {
            String field = entry.getKey();
            Object value = entry.getValue();
            if (field.equals("$and") && value instanceof Collection<?> parts) {
                parts.forEach(part -> {
                    if (part instanceof Document document) {
                        collect(document);
                    }
                });
            } else if (!isPlainPath(field)) {
                continue;
            } else if (isScalar(value)) {
                equal.putIfAbsent(field, value);
            } else if (value instanceof Document operators) {
                operators.forEach((operator, operand) -> collect(field, operator, operand));
            }
        }
    }

    private void collect(String field, String operator, @Nullable Object operand) {
        if (operator.equals("$in")) {
            if (operand instanceof Collection<?> values && values.stream().allMatch(FieldPredicates::isScalar)) {
                in.putIfAbsent(field, new LinkedHashSet<>(values));
            }
            return;
        }
        if (operand == null || !isScalar(operand)) {
            return;
        }
        switch (operator) {
            case "$eq" -> equal.putIfAbsent(field, operand);
            case "$gt" -> ranges.put(field, range(field).from(operand, false));
            case "$gte" -> ranges.put(field, range(field).from(operand, true));
            case "$lt" -> ranges.put(field, range(field).to(operand, false));
            case "$lte" -> ranges.put(field, range(field).to(operand, true));
            default -> {}
        }
    }

    /** Whether a path has no array positions: those are matched otherwise than they are indexed. */
    static boolean isPlainPath(String field) {
        return !field.startsWith("$") && !ARRAY_POSITION.matcher(field).matches();
    }

    private static boolean isScalar(@Nullable Object value) {
        return value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Instant
                || value instanceof ObjectId
                || value instanceof UUID
                || value instanceof LegacyUUID
                || value instanceof BinData;
    }

    /** The fields that equal one value in every match. */
    public Set<String> fieldsWithEquality() {
        return equal.keySet();
    }

    /** The values that a field may have in a match; null if neither equality nor {@code $in} limits them. */
    public @Nullable Set<Object> valuesOf(String field) {
        return equal.containsKey(field) ? Set.of(equal.get(field)) : in.get(field);
    }

    /** Unbounded if the filter has no range on this field. */
    public ValueRange range(String field) {
        return ranges.getOrDefault(field, ValueRange.UNBOUNDED);
    }

    /** Whether a match must have a value in this field that is not null. */
    boolean requireValue(String field) {
        return equal.containsKey(field) || in.containsKey(field) || ranges.containsKey(field);
    }

    /** Whether every match of the filter also matches the given partial filter. */
    boolean imply(Document partialFilter) {
        return partialFilter.entrySet().stream().allMatch(entry -> imply(entry.getKey(), entry.getValue()));
    }

    private boolean imply(String field, @Nullable Object condition) {
        if (filter.containsKey(field) && Objects.equals(filter.get(field), condition)) {
            return true;
        }
        DefaultQueryMatcher matcher = new DefaultQueryMatcher();
        Set<Object> values = valuesOf(field);
        if (values != null) {
            return values.stream().allMatch(value -> matcher.matchesValue(condition, value));
        }
        return ranges.containsKey(field) && new Document("$exists", true).equals(condition);
    }
}
