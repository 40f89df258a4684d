package dev.porchlight.embedded;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rest of a result that did not fit into the first reply: positions only, their documents are read when asked for. */
final class PositionCursor extends AbstractCursor {

    private static final int DEFAULT_BATCH = 1_000;

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
        while (!isEmpty() && batch.size() < most && bytes < EmbeddedCollection.MAX_BATCH_BYTES) {
            Row row = collection.again(positions.get(next++), filter);
            if (row != null) {
                bytes += row.bytes().length;
                batch.add(collection.project(row.document(), fields));
            }
        }
        return batch;
    }
}
