package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The order of values in keys: MongoDB's order of types, and total within each. The server library's own comparator is
 * not total (3000000000 "equals" 3000000000.5), and a tree needs that.
 */
final class ValueOrder {

    /** Sorts after every value, and after every value of one type: the end of a range, never stored. */
    record End(int rank) {}

    static final End TOP = new End(Integer.MAX_VALUE);

    private static final List<Class<?>> RANKS = List.of(
            Number.class,
            String.class,
            Document.class,
            Collection.class,
            BinData.class,
            LegacyUUID.class,
            UUID.class,
            ObjectId.class,
            Boolean.class,
            Instant.class,
            BsonTimestamp.class,
            BsonRegularExpression.class,
            MaxKey.class);

    private ValueOrder() {}

    static End beforeNull() {
        return new End(-2);
    }

    static End endOfType(Object value) {
        return new End(rank(value));
    }

    static End startOfType(Object value) {
        return new End(rank(value) - 1);
    }

    private static int rank(@Nullable Object value) {
        if (value instanceof MinKey) {
            return -2;
        }
        if (Missing.isNullOrMissing(value)) {
            return -1;
        }
        if (value instanceof End end) {
            return end.rank();
        }
        for (int i = 0; i < RANKS.size(); i++) {
            if (RANKS.get(i).isInstance(value)) {
                return i;
            }
        }
        return RANKS.size();
    }

    static int compare(@Nullable Object a, @Nullable Object b) {
        if (a == b) {
            return 0;
        }
        if (a instanceof String s && b instanceof String t) {
            return s.compareTo(t);
        }
        int byType = Integer.compare(rank(a), rank(b));
        if (byType != 0) {
            return byType;
        }
        if (a instanceof End || b instanceof End) {
            return Boolean.compare(a instanceof End, b instanceof End);
        }
        if (a == null || b == null) {
            return 0;
        }
        if (a instanceof Number m && b instanceof Number n) {
            return compareNumbers(m, n);
        }
        if (a instanceof Document d && b instanceof Document e) {
            return compareDocuments(d, e);
        }
        if (a instanceof Collection<?> c && b instanceof Collection<?> d) {
            return compareAll(new ArrayList<>(c), new ArrayList<>(d));
        }
        if (a instanceof UUID u && b instanceof UUID v) {
            int high = Long.compareUnsigned(u.getMostSignificantBits(), v.getMostSignificantBits());
            return high != 0 ? high : Long.compareUnsigned(u.getLeastSignificantBits(), v.getLeastSignificantBits());
        }
        return compareSame(a, b);
    }

    @SuppressWarnings("unchecked")
    private static int compareSame(Object a, Object b) {
        if (a instanceof Comparable<?> comparable && a.getClass() == b.getClass()) {
            return ((Comparable<Object>) comparable).compareTo(b);
        }
        int byClass = a.getClass().getName().compareTo(b.getClass().getName());
        return byClass != 0 ? byClass : a.toString().compareTo(b.toString());
    }

    private static int compareNumbers(Number a, Number b) {
        double x = a.doubleValue() + 0.0; // makes -0.0 equal to 0.0
        double y = b.doubleValue() + 0.0;
        int rough = Double.compare(x, y);
        if (rough != 0 || !(a instanceof Long || b instanceof Long)) {
            return rough;
        }
        return exact(a).compareTo(exact(b));
    }

    private static BigDecimal exact(Number number) {
        return number instanceof Long l ? BigDecimal.valueOf(l) : BigDecimal.valueOf(number.doubleValue());
    }

    private static int compareDocuments(Document a, Document b) {
        List<@Nullable Object> x = new ArrayList<>();
        List<@Nullable Object> y = new ArrayList<>();
        flatten(a, x);
        flatten(b, y);
        return compareAll(x, y);
    }

    private static void flatten(Document document, List<@Nullable Object> into) {
        for (Map.Entry<String, Object> entry : document.entrySet()) {
            into.add(entry.getKey());
            into.add(entry.getValue());
        }
    }

    /** Field by field; of two lists of which one begins with the other the shorter comes first. */
    static int compareAll(List<? extends @Nullable Object> a, List<? extends @Nullable Object> b) {
        int common = Math.min(a.size(), b.size());
        for (int i = 0; i < common; i++) {
            int order = compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }
}
