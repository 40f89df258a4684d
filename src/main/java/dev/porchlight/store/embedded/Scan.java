package dev.porchlight.store.embedded;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.RootReference;

/** Reads documents as they were at one moment. */
record Scan(MVMap<Object, byte[]> documents, RootReference<Object, byte[]> root) {

    Stream<Row> all(boolean backwards) {
        Cursor<Object, byte[]> cursor = documents.cursor(root, null, null, backwards);
        return stream(new Iterator<>() {
            @Override
            public boolean hasNext() {
                return cursor.hasNext();
            }

            @Override
            public Row next() {
                return new Row(cursor.next(), cursor.getValue());
            }
        });
    }

    /** Each document once: an array has an entry per element, and two alternatives of a filter may be equal. */
    Stream<Row> at(Iterator<Object> positions) {
        TreeSet<Object> seen = new TreeSet<>(ValueOrder::compare);
        return stream(positions).filter(seen::add).map(position -> {
            byte[] bytes = documents.get(root.root, position);
            if (bytes == null) {
                throw new IllegalStateException("An index names a document that is not there: " + documents.getName());
            }
            return new Row(position, bytes);
        });
    }

    static <T> Stream<T> stream(Iterator<T> iterator) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, Spliterator.ORDERED), false);
    }
}
