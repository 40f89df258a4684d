package dev.porchlight.store.embedded.index;

import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Iterator;
import java.util.List;
import org.h2.mvstore.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * An index that can be scanned in the order of its keys. Only {@code QueryPlan} picks indexes for queries; to the library
 * an index says that it can handle none.
 */
public abstract class OrderedIndex extends Index<Object> {

    /** The index at one version. */
    public interface Snapshot {

        /**
         * Scans the keys from low to high, both included.
         *
         * @param low leading values of a key; empty for no bound
         * @param high leading values of a key; empty for no bound
         * @param reverse from high to low
         * @return positions of documents; one with an array may appear more than once
         */
        Iterator<Object> scan(List<Object> low, List<Object> high, boolean reverse);
    }

    OrderedIndex(String name, List<IndexKey> keys, boolean sparse) {
        super(name, keys, sparse);
    }

    /** The fields that the keys are sorted by, all ascending. */
    public abstract List<String> keyFields();

    /**
     * Whether some document has, or once had, an array in an indexed field: a document may then have several keys or
     * none, so the index serves neither sorts nor ranges.
     */
    public abstract boolean isMultikey();

    /** Whether the index contains every document that meets the conditions. */
    public abstract boolean containsAllMatching(FieldPredicates predicates);

    public abstract Snapshot snapshot();

    static <K> Iterator<Object> keyIterator(Cursor<K, ?> cursor) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return cursor.hasNext();
            }

            @Override
            public Object next() {
                return cursor.next();
            }
        };
    }

    static <V> Iterator<Object> valueIterator(Cursor<?, V> cursor) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return cursor.hasNext();
            }

            @Override
            public Object next() {
                cursor.next();
                return cursor.getValue();
            }
        };
    }

    static @Nullable KeyValue bound(List<Object> values) {
        return values.isEmpty() ? null : new KeyValue(values);
    }

    @Override
    public boolean canHandle(Document query) {
        return false;
    }

    @Override
    public Iterable<Object> getPositions(Document query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long getDataSize() {
        return getCount();
    }
}
