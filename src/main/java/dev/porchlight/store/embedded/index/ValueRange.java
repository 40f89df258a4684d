package dev.porchlight.store.embedded.index;

import dev.porchlight.store.embedded.bson.BsonComparisonOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range of values of one type. A missing bound means the end of that type: MongoDB's comparisons never cross types.
 *
 * @param low null if there is no lower bound
 * @param high null if there is no upper bound
 */
public record ValueRange(
        @Nullable Object low,
        boolean lowInclusive,
        @Nullable Object high,
        boolean highInclusive) {

    /** Values of all types. */
    public static final ValueRange UNBOUNDED = new ValueRange(null, false, null, false);

    /** A range that has a lower bound already keeps it. */
    ValueRange from(Object value, boolean inclusive) {
        return low == null ? new ValueRange(value, inclusive, high, highInclusive) : this;
    }

    /** A range that has an upper bound already keeps it. */
    ValueRange to(Object value, boolean inclusive) {
        return high == null ? new ValueRange(low, lowInclusive, value, inclusive) : this;
    }

    public boolean hasBothBounds() {
        return low != null && high != null;
    }

    /** The smallest index key of this range below a prefix of leading values. */
    public List<Object> lowestKey(List<Object> prefix) {
        List<Object> key = new ArrayList<>(prefix);
        if (low != null) {
            key.add(low);
            if (!lowInclusive) {
                key.add(BsonComparisonOrder.MAX);
            }
        } else if (high != null) {
            key.add(BsonComparisonOrder.startOfType(high));
        }
        return key;
    }

    /** The greatest index key of this range below a prefix of leading values. */
    public List<Object> highestKey(List<Object> prefix) {
        List<Object> key = new ArrayList<>(prefix);
        if (high != null) {
            key.add(high);
            if (highInclusive) {
                key.add(BsonComparisonOrder.MAX);
            }
        } else if (low != null) {
            key.add(BsonComparisonOrder.endOfType(low));
        } else {
            key.add(BsonComparisonOrder.MAX);
        }
        return key;
    }
}
