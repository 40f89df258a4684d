package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rest of a result that did not fit into the first reply: positions only, their documents are read when asked for. */
final class PositionCursor extends AbstractCursor {

    private static final int DEFAULT_BATCH = 1_000;
    /** What one reply holds at most, in bytes of BSON, or one document more; the wire protocol allows 48 MB. */
    private static final int MAX_BATCH_BYTES = 16 * 1024 * 1024;

    private final EmbeddedCollection collection;
    private final List<Object> positions;
    private final @Nullable Document filter;
    private final @Nullable Document fields;
    private int next;
    private volatile long usedNanos = System.nanoTime();

    PositionCursor(
            long id,
            EmbeddedCollection collection,
            List<Object> positions,
            @Nullable Document filter,
            @Nullable Document fields) {
        super(id);
        this.collection = collection;
        this.positions = positions;
        this.filter = filter;
        this.fields = fields;
    }

    /** The first documents, and a cursor to the others if there are any. */
    static QueryResult firstBatch(
            EmbeddedCollection collection,
            CursorRegistry cursors,
            Iterator<Row> rows,
            int batchSize,
            @Nullable Document filter,
            @Nullable Document fields) {
        List<Document> batch = new ArrayList<>();
        long bytes = 0;
        while (rows.hasNext() && batch.size() < batchSize && bytes < MAX_BATCH_BYTES) {
            Row row = rows.next();
            bytes += row.bytes().length;
            batch.add(collection.project(row.document(), fields));
        }
        if (!rows.hasNext()) {
            return new QueryResult(batch);
        }
        List<Object> rest = new ArrayList<>();
        rows.forEachRemaining(row -> rest.add(row.position()));
        PositionCursor cursor = new PositionCursor(cursors.generateCursorId(), collection, rest, filter, fields);
        cursors.add(cursor);
        return new QueryResult(batch, cursor);
    }

    long idleNanos() {
        return System.nanoTime() - usedNanos;
    }

    @Override
    public synchronized boolean isEmpty() {
        return next >= positions.size();
    }

    @Override
    public synchronized List<Document> takeDocuments(int wanted) {
        usedNanos = System.nanoTime();
        int most = wanted > 0 ? wanted : DEFAULT_BATCH;
        List<Document> batch = new ArrayList<>();
        long bytes = 0;
        while (!isEmpty() && batch.size() < most && bytes < MAX_BATCH_BYTES) {
            Row row = collection.again(positions.get(next++), filter);
            if (row != null) {
                bytes += row.bytes().length;
                batch.add(collection.project(row.document(), fields));
            }
        }
        return batch;
    }
}
