package dev.porchlight.store.embedded.collection;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import dev.porchlight.store.embedded.query.StoredDocument;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cursor for {@code getMore}. It keeps positions and fetches each document for its batch, so that an idle cursor needs
 * little memory; a document that was deleted or changed since may be missing.
 */
final class PositionCursor extends AbstractCursor {

    private static final int DEFAULT_BATCH_SIZE = 1_000;
    /** A batch ends with the document that exceeds this, in bytes of BSON; the wire protocol allows 48 MB a reply. */
    private static final int MAX_BATCH_BYTES = 16 * 1024 * 1024;

    /** Where a cursor gets its documents from. */
    interface Source {

        /** The current document at a position; null if it no longer matches. */
        @Nullable
        StoredDocument fetch(Object position);

        Document project(Document document);
    }

    private final Source source;
    private final List<Object> positions;
    private int next;
    private volatile long lastUsedNanos = System.nanoTime();

    private PositionCursor(long id, Source source, List<Object> positions) {
        super(id);
        this.source = source;
        this.positions = positions;
    }

    /** The first batch of a result, and a registered cursor if there is more. */
    static QueryResult firstBatch(
            Source source, Iterator<StoredDocument> found, int batchSize, CursorRegistry cursors) {
        List<Document> batch = new ArrayList<>();
        long bytes = 0;
        while (found.hasNext() && batch.size() < batchSize && bytes < MAX_BATCH_BYTES) {
            StoredDocument stored = found.next();
            bytes += stored.size();
            batch.add(source.project(stored.document()));
        }
        if (!found.hasNext()) {
            return new QueryResult(batch);
        }
        List<Object> rest = new ArrayList<>();
        found.forEachRemaining(stored -> rest.add(stored.position()));
        PositionCursor cursor = new PositionCursor(cursors.generateCursorId(), source, rest);
        cursors.add(cursor);
        return new QueryResult(batch, cursor);
    }

    long idleNanos() {
        return System.nanoTime() - lastUsedNanos;
    }

    @Override
    public synchronized boolean isEmpty() {
        return next >= positions.size();
    }

    @Override
    public synchronized List<Document> takeDocuments(int batchSize) {
        lastUsedNanos = System.nanoTime();
        int maxDocuments = batchSize > 0 ? batchSize : DEFAULT_BATCH_SIZE;
        List<Document> batch = new ArrayList<>();
        long bytes = 0;
        while (!isEmpty() && batch.size() < maxDocuments && bytes < MAX_BATCH_BYTES) {
            StoredDocument stored = source.fetch(positions.get(next++));
            if (stored != null) {
                bytes += stored.size();
                batch.add(source.project(stored.document()));
            }
        }
        return batch;
    }
}
