package dev.porchlight.store.embedded;

import static de.bwaldvogel.mongo.backend.Constants.PRIMARY_KEY_INDEX_NAME;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.IndexNotFoundException;
import de.bwaldvogel.mongo.exception.InvalidOptionsException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.NoSuchCommandException;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import de.bwaldvogel.mongo.oplog.Oplog;
import dev.porchlight.store.embedded.bson.BsonComparisonOrder;
import dev.porchlight.store.embedded.bson.BsonValueDataType;
import dev.porchlight.store.embedded.bson.DocumentDataType;
import dev.porchlight.store.embedded.collection.EmbeddedCollection;
import dev.porchlight.store.embedded.index.IndexSpec;
import dev.porchlight.store.embedded.index.PrimaryKeyIndex;
import dev.porchlight.store.embedded.index.SecondaryIndex;
import dev.porchlight.store.embedded.query.Query;
import dev.porchlight.store.embedded.query.StoredDocument;
import dev.porchlight.store.embedded.storage.ErasingMap;
import io.netty.channel.Channel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/** A database: opens the maps of its collections and indexes, and replaces commands that the library gets wrong. */
final class EmbeddedDatabase extends AbstractSynchronizedMongoDatabase<Object> {

    static final String DOCUMENTS_MAP_PREFIX = "documents.";
    private static final String INDEX_MAP_PREFIX = "index.";
    private static final int EXPIRY_BATCH_SIZE = 500;

    private final MVStore store;
    /** The specification of the index that is being built; it is stored when the build is complete. */
    private @Nullable Document building;

    EmbeddedDatabase(String name, MVStore store, CursorRegistry cursors) {
        super(name, cursors);
        this.store = store;
        initializeNamespacesAndIndexes();
        dropUnfinishedIndexes();
    }

    /** Nothing to remember, and so no lock for each command: {@code getLastError} is rejected. */
    @Override
    protected void clearLastStatus(Channel channel) {}

    @Override
    protected void putLastResult(Channel channel, Document result) {}

    private String documentsMapName(String collection) {
        return DOCUMENTS_MAP_PREFIX + getFullCollectionNamespace(collection);
    }

    private String indexMapName(String collection, String index) {
        // $ is not allowed in the name of a collection.
        return INDEX_MAP_PREFIX + getFullCollectionNamespace(collection) + "$" + index;
    }

    private MVMap<Object, byte[]> openDocuments(String collection) {
        return ErasingMap.open(
                store, documentsMapName(collection), BsonValueDataType.INSTANCE, DocumentDataType.INSTANCE);
    }

    @Override
    protected MongoCollection<Object> openOrCreateCollection(String name, CollectionOptions options) {
        return new EmbeddedCollection(this, name, options, cursorRegistry, store, openDocuments(name));
    }

    @Override
    protected Index<Object> openOrCreateUniqueIndex(
            String collection, String name, List<IndexKey> keys, boolean sparse) {
        return name.equals(PRIMARY_KEY_INDEX_NAME)
                ? new PrimaryKeyIndex(name, keys, openDocuments(collection))
                : openOrCreateSecondaryIndex(collection, name, keys, sparse);
    }

    @Override
    protected Index<Object> openOrCreateSecondaryIndex(
            String collection, String name, List<IndexKey> keys, boolean sparse) {
        boolean isNew = building != null;
        Document spec = building != null ? building : storedSpec(collection, name);
        return new SecondaryIndex(store, indexMapName(collection, name), name, keys, new IndexSpec(spec), isNew);
    }

    /** The stored index specifications of a collection; of all collections if null. */
    private List<Document> storedSpecs(@Nullable String collection) {
        MongoCollection<Object> all = indexes.get();
        if (all == null) {
            return List.of();
        }
        return all.queryAllAsStream()
                .filter(each -> collection == null
                        || getFullCollectionNamespace(collection).equals(each.get("ns")))
                .collect(Collectors.toList());
    }

    private Document storedSpec(String collection, String name) {
        return storedSpecs(collection).stream()
                .filter(each -> name.equals(each.get("name")))
                .findFirst()
                .orElseThrow();
    }

    @Override
    protected synchronized void addIndex(Document requested) {
        IndexSpec spec = new IndexSpec(requested);
        spec.requireSupported();
        String collection = collectionOf(requested);
        boolean primaryKey = isPrimaryKeyIndex((Document) requested.get("key"));
        for (Document existing : storedSpecs(collection)) {
            if (primaryKey ? PRIMARY_KEY_INDEX_NAME.equals(existing.get("name")) : spec.equalsExisting(existing)) {
                return;
            }
        }
        // The library creates the collection, and with it the index on _id, within this call.
        Document outer = building;
        building = requested;
        try {
            super.addIndex(requested);
        } finally {
            building = outer;
        }
    }

    private String collectionOf(Document spec) {
        return String.valueOf(spec.get("ns")).substring(databaseName.length() + 1);
    }

    /** A build that a crash interrupted has left entries, but no specification. */
    private void dropUnfinishedIndexes() {
        Set<String> complete = storedSpecs(null).stream()
                .map(each -> INDEX_MAP_PREFIX + each.get("ns") + "$" + each.get("name"))
                .collect(Collectors.toSet());
        for (String map : store.getMapNames()) {
            if (map.startsWith(INDEX_MAP_PREFIX + databaseName + ".") && !complete.contains(map)) {
                store.removeMap(map);
            }
        }
    }

    @Override
    public Document handleCommand(
            Channel channel, String command, Document query, DatabaseResolver databases, Oplog oplog) {
        return switch (command.toLowerCase(Locale.ROOT)) {
            case "update" ->
                UpdateStatements.run(
                        query, statement -> super.handleCommand(channel, command, statement, databases, oplog));
            case "aggregate" -> aggregate(command, query, databases, oplog);
            case "dropindexes" -> dropIndexes(command, query);
            case "getlasterror", "reseterror" -> throw new NoSuchCommandException(command);
            default -> super.handleCommand(channel, command, query, databases, oplog);
        };
    }

    /** The library scans the whole collection; this pushes the leading stages down to the indexes. */
    private Document aggregate(String command, Document query, DatabaseResolver databases, Oplog oplog) {
        if (!(query.get(command) instanceof String name)) {
            throw new MongoServerError(73, "InvalidNamespace", "An aggregation needs a collection");
        }
        List<Document> pipeline = Aggregation.parse(query.get("pipeline"));
        MongoCollection<Object> collection = resolveCollection(name, false);
        Aggregation aggregation = Aggregation.fromPipeline(pipeline, databases, this, collection, oplog);
        aggregation.validate(query);
        List<Document> result = List.of();
        if (collection instanceof EmbeddedCollection embedded) {
            result = aggregation.runStages(
                    embedded.find(Query.pushedDownFrom(pipeline)).map(StoredDocument::document));
        }
        Document reply = new Document(
                "cursor",
                new Document("id", 0L)
                        .append("ns", getFullCollectionNamespace(name))
                        .append("firstBatch", result));
        Utils.markOkay(reply);
        return reply;
    }

    /** The library also drops indexes of the same name in other collections. */
    private Document dropIndexes(String command, Document query) {
        String name = String.valueOf(query.get(command));
        MongoCollection<Object> collection = resolveCollection(name, false);
        if (collection == null) {
            throw new MongoServerError(26, "NamespaceNotFound", "ns not found " + getFullCollectionNamespace(name));
        }
        Object requested = query.get("index");
        List<Document> drops = storedSpecs(name).stream()
                .filter(each -> "*".equals(requested)
                        ? !PRIMARY_KEY_INDEX_NAME.equals(each.get("name"))
                        : Objects.equals(each.get("name"), requested)
                                || requested instanceof Document key
                                        && BsonComparisonOrder.compare(key, each.get("key")) == 0)
                .collect(Collectors.toList());
        if (drops.isEmpty() && !"*".equals(requested)) {
            throw new IndexNotFoundException("index not found with name [" + requested + "]");
        }
        for (Document drop : drops) {
            if (PRIMARY_KEY_INDEX_NAME.equals(drop.get("name"))) {
                throw new InvalidOptionsException("cannot drop _id index");
            }
            dropIndex(collection, (String) drop.get("name"));
            Objects.requireNonNull(indexes.get())
                    .deleteDocuments(new Document("ns", drop.get("ns")).append("name", drop.get("name")), 1);
        }
        Document reply = new Document();
        Utils.markOkay(reply);
        return reply;
    }

    /** One per TTL index: removes a batch of its expired documents, and returns how many. */
    List<IntSupplier> expirations(Instant now) {
        List<IntSupplier> expirations = new ArrayList<>();
        for (Document index : storedSpecs(null)) {
            if (index.get("expireAfterSeconds") instanceof Number seconds) {
                String collection = collectionOf(index);
                String field = ((Document) Objects.requireNonNull(index.get("key")))
                        .keySet()
                        .iterator()
                        .next();
                Document expired = new Document(field, new Document("$lt", now.minusSeconds(seconds.longValue())));
                expirations.add(() -> {
                    MongoCollection<Object> expiring = resolveCollection(collection, false);
                    return expiring == null ? 0 : expiring.deleteDocuments(expired, EXPIRY_BATCH_SIZE, NoopOplog.get());
                });
            }
        }
        return expirations;
    }

    @Override
    public void dropCollection(String collection, Oplog oplog) {
        super.dropCollection(collection, oplog);
        store.removeMap(documentsMapName(collection));
    }

    @Override
    public void moveCollection(MongoDatabase from, MongoCollection<?> collection, String name) {
        throw new MongoServerError(59, "CommandNotFound", "Renaming a collection is not supported");
    }

    @Override
    protected long getStorageSize() {
        FileStore<?> file = store.getFileStore();
        return file == null ? 0 : file.size();
    }

    @Override
    protected long getFileSize() {
        return getStorageSize();
    }
}
