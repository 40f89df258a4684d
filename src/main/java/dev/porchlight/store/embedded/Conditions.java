package dev.porchlight.store.embedded;

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
import org.jspecify.annotations.Nullable;

/**
 * What a filter surely demands of single fields. Everything it does not understand is left out, which is safe: what an
 * index finds is matched against the whole filter again.
 */
final class Conditions {

    /** Bounds of one type; a missing one means the end of that type, as a comparison never crosses types. */
    static final class Range {
        @Nullable
        Object low;

        @Nullable
        Object high;

        boolean lowIncluded;
        boolean highIncluded;
    }

    private final Document filter;
    final Map<String, Object> equal = new HashMap<>();
    final Map<String, Set<Object>> in = new HashMap<>();
    final Map<String, Range> ranges = new HashMap<>();

    Conditions(@Nullable Document filter) {
        this.filter = filter == null ? new Document() : filter;
        collect(this.filter);
    }

    private void collect(Document part) {
        for (Map.Entry<String, Object> entry : part.entrySet()) {
            String field = entry.getKey();
            Object value = entry.getValue();
            if (field.equals("$and") && value instanceof Collection<?> parts) {
                parts.forEach(each -> {
                    if (each instanceof Document document) {
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
            if (operand instanceof Collection<?> values && values.stream().allMatch(Conditions::isScalar)) {
                in.putIfAbsent(field, new LinkedHashSet<>(values));
            }
            return;
        }
        if (!isScalar(operand)) {
            return;
        }
        switch (operator) {
            case "$eq" -> equal.putIfAbsent(field, operand);
            case "$gt", "$gte" -> {
                Range range = ranges.computeIfAbsent(field, key -> new Range());
                if (range.low == null) {
                    range.low = operand;
                    range.lowIncluded = operator.equals("$gte");
                }
            }
            case "$lt", "$lte" -> {
                Range range = ranges.computeIfAbsent(field, key -> new Range());
                if (range.high == null) {
                    range.high = operand;
                    range.highIncluded = operator.equals("$lte");
                }
            }
            default -> {}
        }
    }

    /** A path through documents only: positions in arrays are matched differently than they are indexed. */
    static boolean isPlainPath(String field) {
        return !field.startsWith("$") && !field.matches("(.*\\.)?\\d+(\\..*)?");
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

    /** Whether a match must have a value in this field that is not null. */
    boolean demand(String field) {
        return equal.containsKey(field) || in.containsKey(field) || ranges.containsKey(field);
    }

    /** Whether every document that matches the filter also matches the given partial filter. */
    boolean imply(Document partialFilter) {
        return partialFilter.entrySet().stream().allMatch(entry -> imply(entry.getKey(), entry.getValue()));
    }

    private boolean imply(String field, @Nullable Object condition) {
        if (filter.containsKey(field) && Objects.equals(filter.get(field), condition)) {
            return true;
        }
        DefaultQueryMatcher matcher = new DefaultQueryMatcher();
        if (equal.containsKey(field)) {
            return matcher.matchesValue(condition, equal.get(field));
        }
        if (in.containsKey(field)) {
            return in.get(field).stream().allMatch(value -> matcher.matchesValue(condition, value));
        }
        return ranges.containsKey(field) && new Document("$exists", true).equals(condition);
    }
}
