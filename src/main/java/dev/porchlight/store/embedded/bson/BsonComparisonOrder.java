package dev.porchlight.store.embedded.bson;

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
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * MongoDB's BSON comparison order: first by type, then by value. A total order, as a tree needs; the library's {@code
 * ValueComparator} is not (3000000000 "equals" 3000000000.5).
 */
public final class BsonComparisonOrder {

    /** Compares greater than every value of one type, and less than those of the next. Bounds a range; never stored. */
    private record TypeEnd(int rank) {}

    /** Compares greater than every value. */
    public static final Object MAX = new TypeEnd(Integer.MAX_VALUE);

    private static final int MIN_KEY_RANK = -2;
    private static final int NULL_RANK = -1;

    private static final List<Class<?>> TYPES_BY_RANK = List.of(
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

    private BsonComparisonOrder() {}

    public static Object beforeNull() {
        return new TypeEnd(MIN_KEY_RANK);
    }

    public static Object endOfType(Object value) {
        return new TypeEnd(rank(value));
    }

    public static Object startOfType(Object value) {
        return new TypeEnd(rank(value) - 1);
    }

    private static int rank(@Nullable Object value) {
        if (value instanceof MinKey) {
            return MIN_KEY_RANK;
        }
        if (Missing.isNullOrMissing(value)) {
            return NULL_RANK;
        }
        if (value instanceof TypeEnd end) {
            return end.rank();
        }
        for (int i = 0; i < TYPES_BY_RANK.size(); i++) {
            if (TYPES_BY_RANK.get(i).isInstance(value)) {
                return i;
            }
        }
        return TYPES_BY_RANK.size();
    }

    public static int compare(@Nullable Object a, @Nullable Object b) {
        if (a == b) {
            return 0;
        }
        if (a instanceof ObjectId i && b instanceof ObjectId j) {
            return i.compareTo(j);
        }
        if (a instanceof Number m && b instanceof Number n) {
            return compareNumbers(m, n);
        }
        if (a instanceof String s && b instanceof String t) {
            return s.compareTo(t);
        }
        int byType = Integer.compare(rank(a), rank(b));
        if (byType != 0) {
            return byType;
        }
        if (a instanceof TypeEnd || b instanceof TypeEnd) {
            return Boolean.compare(a instanceof TypeEnd, b instanceof TypeEnd);
        }
        if (a == null || b == null) {
            return 0;
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
        return compareSameType(a, b);
    }

    @SuppressWarnings("unchecked")
    private static int compareSameType(Object a, Object b) {
        if (a instanceof Comparable<?> comparable && a.getClass() == b.getClass()) {
            return ((Comparable<Object>) comparable).compareTo(b);
        }
        int byClass = a.getClass().getName().compareTo(b.getClass().getName());
        return byClass != 0 ? byClass : a.toString().compareTo(b.toString());
    }

    private static int compareNumbers(Number a, Number b) {
        if (a instanceof Long m && b instanceof Long n) {
            return m.compareTo(n);
        }
        double x = a.doubleValue() + 0.0; // -0.0 equals 0.0
        double y = b.doubleValue() + 0.0;
        int approximate = Double.compare(x, y);
        if (approximate != 0 || !(a instanceof Long || b instanceof Long)) {
            return approximate;
        }
        return exact(a).compareTo(exact(b));
    }

    private static BigDecimal exact(Number number) {
        return number instanceof Long l ? BigDecimal.valueOf(l) : BigDecimal.valueOf(number.doubleValue());
    }

    /** Field by field: by type, then by name, then by value. */
    private static int compareDocuments(Document a, Document b) {
        Iterator<Map.Entry<String, Object>> x = a.entrySet().iterator();
        Iterator<Map.Entry<String, Object>> y = b.entrySet().iterator();
        while (x.hasNext() && y.hasNext()) {
            Map.Entry<String, Object> field = x.next();
            Map.Entry<String, Object> other = y.next();
            int order = Integer.compare(rank(field.getValue()), rank(other.getValue()));
            if (order == 0) {
                order = field.getKey().compareTo(other.getKey());
            }
            if (order == 0) {
                order = compare(field.getValue(), other.getValue());
            }
            if (order != 0) {
                return order;
            }
        }
        return Boolean.compare(x.hasNext(), y.hasNext());
    }

    /** Element by element; a list that is a prefix of the other compares less. */
    private static int compareAll(List<? extends @Nullable Object> a, List<? extends @Nullable Object> b) {
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
