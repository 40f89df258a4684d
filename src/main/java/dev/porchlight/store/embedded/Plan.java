package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a query walks an index: one stretch of it for every combination of leading values, the last of them perhaps
 * narrowed by a range.
 *
 * @param sorted whether the walk meets the documents in the order that was asked for
 */
record Plan(
        OrderedIndex index,
        List<List<Object>> prefixes,
        Conditions.@Nullable Range range,
        boolean sorted,
        boolean reverse,
        int score) {

    /** A longer list of alternatives would cost more than it saves. */
    private static final int MAX_PREFIXES = 2_000;

    /** The best plan, or null if the documents themselves have to be walked. */
    static @Nullable Plan best(
            @Nullable Document filter, @Nullable Document orderBy, List<? extends Index<Object>> indexes) {
        if (orderBy != null && orderBy.containsKey("$natural")) {
            return null;
        }
        Conditions conditions = new Conditions(filter);
        Plan best = null;
        for (Index<Object> candidate : indexes) {
            if (candidate instanceof OrderedIndex index && index.holdsAll(conditions)) {
                Plan plan = of(index, conditions, orderBy);
                if (plan.score > (best == null ? 0 : best.score)) {
                    best = plan;
                }
            }
        }
        return best;
    }

    private static Plan of(OrderedIndex index, Conditions conditions, @Nullable Document orderBy) {
        List<String> order = index.isMultikey() ? index.order().subList(0, 1) : index.order();
        List<List<Object>> prefixes = List.of(List.of());
        int score = 0;
        int bound = 0;
        for (; bound < order.size(); bound++) {
            String field = order.get(bound);
            Set<Object> values = conditions.equal.containsKey(field)
                    ? Collections.singleton(conditions.equal.get(field))
                    : conditions.in.get(field);
            if (values == null || prefixes.size() * values.size() > MAX_PREFIXES) {
                break;
            }
            prefixes = multiply(prefixes, values);
            score += conditions.equal.containsKey(field) ? 10 : 8;
        }
        Conditions.Range range = null;
        if (bound < order.size() && !index.isMultikey()) {
            range = conditions.ranges.get(order.get(bound));
        }
        if (range != null) {
            score += range.low != null && range.high != null ? 6 : 4;
        }
        if (index.isUnique() && bound == index.order().size()) {
            score += 5;
        }
        if (orderBy == null || orderBy.isEmpty()) {
            return new Plan(index, prefixes, range, true, false, score);
        }
        int direction = index.isMultikey() || prefixes.size() != 1
                ? 0
                : direction(order, bound, conditions.equal.keySet(), orderBy);
        return new Plan(index, prefixes, range, direction != 0, direction < 0, score + (direction != 0 ? 3 : 0));
    }

    private static List<List<Object>> multiply(List<List<Object>> prefixes, Set<Object> values) {
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

    /** 1 or -1 if walking the index that way yields the wanted order, 0 if neither way does. */
    private static int direction(List<String> order, int bound, Set<String> constant, Document orderBy) {
        int direction = 0;
        int next = bound;
        for (Map.Entry<String, Object> key : orderBy.entrySet()) {
            if (order.subList(0, bound).contains(key.getKey()) && constant.contains(key.getKey())) {
                continue;
            }
            if (next >= order.size()
                    || !order.get(next).equals(key.getKey())
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

    /** Positions of all documents that may match, perhaps with repetitions. */
    Iterator<Object> positions(OrderedIndex.Snapshot snapshot) {
        Iterator<List<Object>> remaining = prefixes.iterator();
        return new Iterator<>() {
            private Iterator<Object> current = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                while (!current.hasNext() && remaining.hasNext()) {
                    List<Object> prefix = remaining.next();
                    current = snapshot.positions(low(prefix), high(prefix), reverse);
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

    private List<Object> low(List<Object> prefix) {
        List<Object> low = new ArrayList<>(prefix);
        if (range != null && range.low != null) {
            low.add(range.low);
            if (!range.lowIncluded) {
                low.add(ValueOrder.TOP);
            }
        } else if (range != null && range.high != null) {
            low.add(ValueOrder.startOfType(range.high));
        }
        return low;
    }

    private List<Object> high(List<Object> prefix) {
        List<Object> high = new ArrayList<>(prefix);
        if (range != null && range.high != null) {
            high.add(range.high);
            if (range.highIncluded) {
                high.add(ValueOrder.TOP);
            }
        } else if (range != null && range.low != null) {
            high.add(ValueOrder.endOfType(range.low));
        } else {
            high.add(ValueOrder.TOP);
        }
        return high;
    }
}
