package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Iterator;
import java.util.List;
import org.h2.mvstore.Cursor;
import org.jspecify.annotations.Nullable;

/** An index that can be walked in the order of its keys; the planner chooses, so the library never asks one itself. */
abstract class OrderedIndex extends Index<Object> {

    /** The index as it was at one moment. Bounds are lists of leading key values; an empty one is no bound. */
    interface Snapshot {
        Iterator<Object> positions(List<Object> low, List<Object> high, boolean reverse);
    }

    OrderedIndex(String name, List<IndexKey> keys, boolean sparse) {
        super(name, keys, sparse);
    }

    /** The fields that the entries are sorted by, all ascending. */
    abstract List<String> order();

    /** Whether some document has, or had, an array in an indexed field, and so several entries or none of its own. */
    abstract boolean isMultikey();

    /** Whether every document that satisfies the conditions is in this index. */
    abstract boolean holdsAll(Conditions conditions);

    abstract Snapshot snapshot();

    static <K, V> Iterator<Object> positions(Cursor<K, V> cursor, boolean keysArePositions) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return cursor.hasNext();
            }

            @Override
            public Object next() {
                K key = cursor.next();
                return keysArePositions ? key : cursor.getValue();
            }
        };
    }

    static @Nullable KeyValue bound(List<Object> values) {
        return values.isEmpty() ? null : new KeyValue(values).normalized();
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
