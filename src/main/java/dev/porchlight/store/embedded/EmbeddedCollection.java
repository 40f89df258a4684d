package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoCollection;
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
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.RootReference;
import org.jspecify.annotations.Nullable;

/**
 * A collection whose documents are kept as bytes in the order of their {@code _id}. Writes take turns; a read works on
 * the state of one moment, taken between two writes, and keeps nobody waiting.
 */
final class EmbeddedCollection extends AbstractSynchronizedMongoCollection<Object> {

    private static final int MAX_UNSAVED_BYTES = 32 * 1024 * 1024;

    private final MVStore store;
    private final MVMap<Object, byte[]> documents;
    private final LongAdder examined = new LongAdder();

    EmbeddedCollection(
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

    /** All matches in the wanted order; {@code atMost} (0: no limit) bounds what is sorted in memory. */
    Stream<Row> find(@Nullable Document filter, @Nullable Document orderBy, int atMost) {
        Document query = filter == null ? new Document() : filter;
        Plan plan;
        OrderedIndex.Snapshot index;
        RootReference<Object, byte[]> root;
        synchronized (this) {
            plan = plan(query, orderBy);
            index = plan == null ? null : plan.index().snapshot();
            root = documents.flushAndGetRoot();
        }
        Scan scan = new Scan(documents, root);
        Stream<Row> rows = (plan == null || index == null
                        ? scan.all(isNaturalDescending(orderBy))
                        : scan.at(plan.positions(index)))
                .peek(row -> examined.increment());
        DefaultQueryMatcher matcher = new DefaultQueryMatcher();
        Stream<Row> matches = rows.filter(row -> query.isEmpty() || matcher.matches(row.document(), query));
        if (orderBy == null || orderBy.isEmpty() || orderBy.containsKey("$natural") || plan != null && plan.sorted()) {
            return matches;
        }
        return Sorting.sort(matches, new SortOrder(orderBy), atMost);
    }

    @Nullable
    Plan plan(@Nullable Document query, @Nullable Document orderBy) {
        return Plan.best(query, orderBy, getIndexes());
    }

    /** How many documents queries have looked at so far. */
    long examined() {
        return examined.sum();
    }

    /** The current state of a document found earlier, if it still matches. */
    @Nullable
    Row again(Object position, @Nullable Document filter) {
        byte[] bytes = documents.get(position);
        if (bytes == null) {
            return null;
        }
        Row row = new Row(position, bytes);
        return filter == null || new DefaultQueryMatcher().matches(row.document(), filter) ? row : null;
    }

    Document project(Document document, @Nullable Document fields) {
        return fields == null || fields.isEmpty()
                ? document
                : matchDocumentsFromStream(Stream.of(document), new Document(), null, 0, 0, 0, fields)
                        .iterator()
                        .next();
    }

    @Override
    protected QueryResult queryDocuments(
            @Nullable Document filter,
            @Nullable Document orderBy,
            int skip,
            int limit,
            int batchSize,
            @Nullable Document fields) {
        Stream<Row> found = find(
                        filter, orderBy, limit > 0 ? (int) Math.min(Integer.MAX_VALUE, (long) skip + limit) : 0)
                .skip(skip);
        Iterator<Row> rows = (limit > 0 ? found.limit(limit) : found).iterator();
        if (batchSize <= 0) {
            return new QueryResult(() -> Scan.stream(rows)
                    .map(row -> project(row.document(), fields))
                    .iterator());
        }
        return PositionCursor.firstBatch(this, cursorRegistry, rows, batchSize, filter, fields);
    }

    /** Not synchronized, unlike the library's: reads are isolated by the state they work on. */
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
        return find(null, null, 0).map(Row::document);
    }

    @Override
    public int count(@Nullable Document query, int skip, int limit) {
        if (query == null || query.isEmpty()) {
            return super.count(query, skip, limit);
        }
        Stream<Row> found = find(query, null, 0).skip(skip);
        return (int) (limit > 0 ? found.limit(limit) : found).count();
    }

    @Override
    public int count() {
        return documents.size();
    }

    @Override
    protected Object addDocumentInternal(Document document) {
        Object key = getIdField() == null ? UUID.randomUUID() : Utils.getSubdocumentValue(document, getIdField());
        byte[] bytes = Bson.encodeStorable(document);
        documents.put(Missing.ofNullable(key), bytes);
        return Missing.ofNullable(key);
    }

    @Override
    protected void handleUpdate(Object position, Document before, Document after) {
        documents.put(Missing.ofNullable(position), Bson.encodeStorable(after));
    }

    @Override
    protected void removeDocument(Object position) {
        if (documents.remove(position) == null) {
            throw new NoSuchElementException("No document with key " + position);
        }
    }

    @Override
    protected Document getDocument(Object position) {
        return Bson.decode(Objects.requireNonNull(documents.get(position)));
    }

    @Override
    protected Stream<DocumentWithPosition<Object>> streamAllDocumentsWithPosition() {
        return find(null, null, 0).map(row -> new DocumentWithPosition<>(row.document(), row.position()));
    }

    /** Adds an index, and fills it if it is new; of one that cannot be filled nothing is left. */
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

    /** Nobody else writes meanwhile, so it may commit to bound its memory; entries without a description are dropped. */
    private void build(Index<Object> index) {
        for (Iterator<Row> rows = find(null, null, 0).iterator(); rows.hasNext(); ) {
            Row row = rows.next();
            index.checkAdd(row.document(), this);
            index.add(row.document(), row.position(), this);
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

    /** Computed when somebody asks, instead of being rewritten with every document. */
    @Override
    protected int getDataSize() {
        return (int) Math.min(
                Integer.MAX_VALUE,
                find(null, null, 0).mapToLong(row -> row.bytes().length).sum());
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
