package dev.porchlight.store.embedded.query;

import dev.porchlight.store.embedded.bson.BsonComparisonOrder;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.RootReference;

/** The documents of a collection at one version (MVCC): later writes do not change it. */
record CollectionSnapshot(MVMap<Object, byte[]> documents, RootReference<Object, byte[]> root) {

    /** A full scan, in the order of {@code _id}. */
    Stream<StoredDocument> scan(boolean reverse) {
        Cursor<Object, byte[]> cursor = documents.cursor(root, null, null, reverse);
        return stream(new Iterator<>() {
            @Override
            public boolean hasNext() {
                return cursor.hasNext();
            }

            @Override
            public StoredDocument next() {
                return new StoredDocument(cursor.next(), cursor.getValue());
            }
        });
    }

    /** Fetches documents by position, each once: an array has several index entries, and {@code $in} may overlap. */
    Stream<StoredDocument> fetch(Iterator<Object> positions) {
        TreeSet<Object> seen = new TreeSet<>(BsonComparisonOrder::compare);
        return stream(positions).filter(seen::add).map(position -> {
            byte[] bytes = documents.get(root.root, position);
            if (bytes == null) {
                throw new IllegalStateException("An index refers to a missing document: " + documents.getName());
            }
            return new StoredDocument(position, bytes);
        });
    }

    private static <T> Stream<T> stream(Iterator<T> iterator) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, Spliterator.ORDERED), false);
    }
}
