package dev.porchlight.store.embedded.query;

import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.bson.Document;
import dev.porchlight.store.embedded.index.FieldPredicates;
import dev.porchlight.store.embedded.index.OrderedIndex;
import dev.porchlight.store.embedded.index.ValueRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An index scan that finds every match of a query: one scan per prefix, each limited by the range.
 *
 * @param prefixes the values of the index's leading fields, in all combinations that the filter allows
 * @param range of the field after the prefix
 * @param sorted whether the scan yields the requested order
 * @param reverse whether the index is scanned from its end
 * @param score the higher, the fewer documents the scan is expected to yield
 */
record QueryPlan(
        OrderedIndex index, List<List<Object>> prefixes, ValueRange range, boolean sorted, boolean reverse, int score) {

    /** More scans than this cost more than they save. */
    private static final int MAX_PREFIXES = 2_000;

    private static final int SCORE_OF_EQUALITY = 10;
    private static final int SCORE_OF_IN = 8;
    private static final int SCORE_OF_RANGE = 6;
    private static final int SCORE_OF_HALF_OPEN_RANGE = 4;
    private static final int SCORE_OF_UNIQUE_KEY = 5;
    private static final int SCORE_OF_SORT = 3;

    /** The plan with the highest score; null if no index helps and the collection must be scanned. */
    static @Nullable QueryPlan choose(Query query, List<? extends Index<Object>> indexes) {
        if (query.isInNaturalOrder()) {
            return null;
        }
        FieldPredicates predicates = new FieldPredicates(query.filter());
        QueryPlan best = null;
        for (Index<Object> candidate : indexes) {
            if (candidate instanceof OrderedIndex index && index.containsAllMatching(predicates)) {
                QueryPlan plan = of(index, predicates, query.orderBy());
                if (plan.score > (best == null ? 0 : best.score)) {
                    best = plan;
                }
            }
        }
        return best;
    }

    private static QueryPlan of(OrderedIndex index, FieldPredicates predicates, Document orderBy) {
        List<String> fields = index.isMultikey() ? index.keyFields().subList(0, 1) : index.keyFields();
        List<List<Object>> prefixes = List.of(List.of());
        int score = 0;
        int prefixLength = 0;
        for (; prefixLength < fields.size(); prefixLength++) {
            String field = fields.get(prefixLength);
            Set<Object> values = predicates.valuesOf(field);
            if (values == null || prefixes.size() * values.size() > MAX_PREFIXES) {
                break;
            }
            prefixes = appendEach(prefixes, values);
            score += predicates.fieldsWithEquality().contains(field) ? SCORE_OF_EQUALITY : SCORE_OF_IN;
        }
        ValueRange range = ValueRange.UNBOUNDED;
        if (prefixLength < fields.size() && !index.isMultikey()) {
            range = predicates.range(fields.get(prefixLength));
        }
        if (!range.equals(ValueRange.UNBOUNDED)) {
            score += range.hasBothBounds() ? SCORE_OF_RANGE : SCORE_OF_HALF_OPEN_RANGE;
        }
        if (index.isUnique() && prefixLength == index.keyFields().size()) {
            score += SCORE_OF_UNIQUE_KEY;
        }
        if (orderBy.isEmpty()) {
            return new QueryPlan(index, prefixes, range, true, false, score);
        }
        int direction = 0;
        if (!index.isMultikey() && prefixes.size() == 1) {
            direction = direction(fields, prefixLength, predicates.fieldsWithEquality(), orderBy);
        }
        boolean sorted = direction != 0;
        return new QueryPlan(index, prefixes, range, sorted, direction < 0, sorted ? score + SCORE_OF_SORT : score);
    }

    private static List<List<Object>> appendEach(List<List<Object>> prefixes, Set<Object> values) {
        List<List<Object>> longer = new ArrayList<>(prefixes.size() * values.size());
        for (List<Object> prefix : prefixes) {
            for (Object value : values) {
                List<Object> each = new ArrayList<>(prefix);
                each.add(value);
                longer.add(each);
            }
        }
        return longer;
    }

    /** 1 or -1 if a scan of the index forwards or backwards yields the requested order, 0 if neither does. */
    private static int direction(List<String> fields, int prefixLength, Set<String> constant, Document orderBy) {
        int direction = 0;
        int next = prefixLength;
        for (Map.Entry<String, Object> key : orderBy.entrySet()) {
            if (fields.subList(0, prefixLength).contains(key.getKey()) && constant.contains(key.getKey())) {
                continue;
            }
            if (next >= fields.size()
                    || !fields.get(next).equals(key.getKey())
                    || !(key.getValue() instanceof Number wanted)) {
                return 0;
            }
            int sign = wanted.intValue() > 0 ? 1 : -1;
            if (direction != 0 && direction != sign) {
                return 0;
            }
            direction = sign;
            next++;
        }
        return direction == 0 ? 1 : direction;
    }

    /** Positions of all matches, and perhaps of others; some may repeat. */
    Iterator<Object> positions(OrderedIndex.Snapshot snapshot) {
        Iterator<List<Object>> remaining = prefixes.iterator();
        return new Iterator<>() {
            private Iterator<Object> current = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                while (!current.hasNext() && remaining.hasNext()) {
                    List<Object> prefix = remaining.next();
                    current = snapshot.scan(range.lowestKey(prefix), range.highestKey(prefix), reverse);
                }
                return current.hasNext();
            }

            @Override
            public Object next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return current.next();
            }
        };
    }
}
