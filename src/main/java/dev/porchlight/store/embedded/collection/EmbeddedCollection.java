package dev.porchlight.store.embedded.collection;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.QueryParameters;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.IndexBuildFailedException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import dev.porchlight.store.embedded.bson.BsonCodec;
import dev.porchlight.store.embedded.index.SecondaryIndex;
import dev.porchlight.store.embedded.query.PlannedQuery;
import dev.porchlight.store.embedded.query.Query;
import dev.porchlight.store.embedded.query.StoredDocument;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * A collection: a map from {@code _id} to the BSON of a document. Writes are serialized by the collection's monitor; a
 * read takes a snapshot between two writes and then holds no lock.
 */
public final class EmbeddedCollection extends AbstractSynchronizedMongoCollection<Object> {

    /** An index build commits when it has changed so much, to bound its memory. */
    private static final int MAX_UNSAVED_BYTES = 32 * 1024 * 1024;

    private final MVStore store;
    private final MVMap<Object, byte[]> documents;
    private final LongAdder documentsExamined = new LongAdder();

    public EmbeddedCollection(
            MongoDatabase database,
            String name,
            CollectionOptions options,
            CursorRegistry cursors,
            MVStore store,
            MVMap<Object, byte[]> documents) {
        super(database, name, options, cursors);
        this.store = store;
        this.documents = documents;
    }

    /** All matches in the requested order; they are read lazily, at the version of this call. */
    public Stream<StoredDocument> find(Query query) {
        PlannedQuery planned;
        synchronized (this) {
            planned = PlannedQuery.plan(query, getIndexes(), documents);
        }
        return planned.execute(documentsExamined);
    }

    /** How many documents queries have compared with their filter so far. */
    public long documentsExamined() {
        return documentsExamined.sum();
    }

    /** Without a batch size, which the library's own calls lack, all results come at once. */
    @Override
    protected QueryResult queryDocuments(
            @Nullable Document filter,
            @Nullable Document orderBy,
            int skip,
            int limit,
            int batchSize,
            @Nullable Document fields) {
        int skipAndLimit = limit > 0 ? (int) Math.min(Integer.MAX_VALUE, (long) skip + limit) : 0;
        Stream<StoredDocument> found =
                find(Query.of(filter, orderBy, skipAndLimit)).skip(skip);
        if (batchSize <= 0) {
            Iterator<Document> documents =
                    found.map(each -> project(each.document(), fields)).iterator();
            return new QueryResult(() -> documents);
        }
        PositionCursor.Source source = new PositionCursor.Source() {
            @Override
            public @Nullable StoredDocument fetch(Object position) {
                return fetchIfMatching(position, filter);
            }

            @Override
            public Document project(Document document) {
                return EmbeddedCollection.this.project(document, fields);
            }
        };
        return PositionCursor.firstBatch(source, found.iterator(), batchSize, cursorRegistry);
    }

    private @Nullable StoredDocument fetchIfMatching(Object position, @Nullable Document filter) {
        byte[] bytes = documents.get(position);
        if (bytes == null) {
            return null;
        }
        StoredDocument current = new StoredDocument(position, bytes);
        return filter == null || new DefaultQueryMatcher().matches(current.document(), filter) ? current : null;
    }

    private Document project(Document document, @Nullable Document fields) {
        if (fields == null || fields.isEmpty()) {
            return document;
        }
        return matchDocumentsFromStream(Stream.of(document), new Document(), null, 0, 0, 0, fields)
                .iterator()
                .next();
    }

    /** Not synchronized, unlike the library's: a snapshot isolates reads. */
    @Override
    public QueryResult handleQuery(QueryParameters parameters) {
        Document selector = parameters.getQuerySelector();
        String prefix = selector.containsKey("$query") ? "$" : "";
        boolean wrapped = selector.containsKey(prefix + "query");
        return queryDocuments(
                wrapped ? (Document) selector.get(prefix + "query") : selector,
                wrapped ? (Document) selector.get(prefix + "orderby") : null,
                parameters.getNumberToSkip(),
                parameters.getLimit(),
                parameters.getBatchSize(),
                parameters.getProjection());
    }

    @Override
    protected QueryResult matchDocuments(
            Document query, Document orderBy, int skip, int limit, int batchSize, Document fields) {
        return queryDocuments(query, orderBy, skip, limit, batchSize, fields);
    }

    @Override
    public Stream<Document> queryAllAsStream() {
        return find(Query.ALL).map(StoredDocument::document);
    }

    @Override
    public int count(@Nullable Document query, int skip, int limit) {
        if (query == null || query.isEmpty()) {
            return super.count(query, skip, limit);
        }
        Stream<StoredDocument> found = find(Query.of(query, null, 0)).skip(skip);
        return (int) (limit > 0 ? found.limit(limit) : found).count();
    }

    @Override
    public int count() {
        return documents.size();
    }

    @Override
    protected Object addDocumentInternal(Document document) {
        Object id = getIdField() == null ? UUID.randomUUID() : Utils.getSubdocumentValue(document, getIdField());
        Object position = Missing.ofNullable(id);
        documents.put(position, BsonCodec.encodeWithinLimit(document));
        return position;
    }

    @Override
    protected void handleUpdate(Object position, Document before, Document after) {
        documents.put(Missing.ofNullable(position), BsonCodec.encodeWithinLimit(after));
    }

    @Override
    public synchronized Document updateDocuments(
            Document filter,
            Document update,
            ArrayFilters arrayFilters,
            boolean isMulti,
            boolean isUpsert,
            Oplog oplog) {
        WholeFieldUpdate wholeFields = WholeFieldUpdate.of(update).orElse(null);
        if (wholeFields == null || isMulti || isUpsert) {
            return super.updateDocuments(filter, update, arrayFilters, isMulti, isUpsert, oplog);
        }
        Optional<StoredDocument> found = find(Query.of(filter, null, 1)).findFirst();
        boolean modified = found.filter(stored -> replace(stored, wholeFields.applyTo(stored.document())))
                .isPresent();
        return new Document("n", found.isPresent() ? 1 : 0).append("nModified", modified ? 1 : 0);
    }

    /** @return whether the document differs from what is stored */
    private boolean replace(StoredDocument stored, Document updated) {
        Document before = stored.document();
        if (updated.equals(before)) {
            return false;
        }
        byte[] bytes = BsonCodec.encodeWithinLimit(updated);
        // All checks come before any change.
        for (Index<Object> index : getIndexes()) {
            if (index instanceof SecondaryIndex) {
                index.checkUpdate(before, updated, this);
            }
        }
        for (Index<Object> index : getIndexes()) {
            index.updateInPlace(before, updated, stored.position(), this);
        }
        documents.put(stored.position(), bytes);
        return true;
    }

    @Override
    protected void removeDocument(Object position) {
        if (documents.remove(position) == null) {
            throw new NoSuchElementException("No document with key " + position);
        }
    }

    @Override
    protected Document getDocument(Object position) {
        return BsonCodec.decode(Objects.requireNonNull(documents.get(position)));
    }

    @Override
    protected Stream<DocumentWithPosition<Object>> streamAllDocumentsWithPosition() {
        return find(Query.ALL).map(each -> new DocumentWithPosition<>(each.document(), each.position()));
    }

    /** Adds an index and, if it is new, builds it; an index whose build fails is dropped. */
    @Override
    public synchronized void addIndex(Index<Object> index) {
        if (index instanceof SecondaryIndex secondary && secondary.isNew()) {
            try {
                build(index);
            } catch (MongoServerError e) {
                index.drop();
                throw new IndexBuildFailedException(e, this);
            } catch (RuntimeException e) {
                index.drop();
                throw e;
            }
        }
        getIndexes().add(index);
    }

    /**
     * Runs exclusively, so it may commit on its own. A crash in between leaves entries without a stored specification,
     * which are dropped when the database is opened.
     */
    private void build(Index<Object> index) {
        for (Iterator<StoredDocument> each = find(Query.ALL).iterator(); each.hasNext(); ) {
            StoredDocument stored = each.next();
            index.checkAdd(stored.document(), this);
            index.add(stored.document(), stored.position(), this);
            if (store.getUnsavedMemory() > MAX_UNSAVED_BYTES) {
                store.commit();
                store.sync();
            }
        }
    }

    @Override
    public synchronized void dropIndex(String indexName) {
        super.dropIndex(indexName);
    }

    /** Computed when a client asks for it, instead of being stored with every write. */
    @Override
    protected int getDataSize() {
        long bytes = find(Query.ALL).mapToLong(StoredDocument::size).sum();
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    @Override
    protected void updateDataSize(int delta) {
        throw new UnsupportedOperationException();
    }
}
