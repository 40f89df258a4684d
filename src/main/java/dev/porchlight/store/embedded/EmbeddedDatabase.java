package dev.porchlight.store.embedded;

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
import de.bwaldvogel.mongo.oplog.NoopOplog;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.jspecify.annotations.Nullable;

/** One database: which collections and indexes there are, and the commands the library gets wrong. */
final class EmbeddedDatabase extends AbstractSynchronizedMongoDatabase<Object> {

    static final String DOCUMENTS = "documents.";
    private static final String INDEX = "index.";
    private static final String PRIMARY_KEY = "_id_";
    private static final int EXPIRY_SLICE = 500;

    private final MVStore store;
    /** The index that is being created; its description is stored only once it is complete. */
    private @Nullable Document creating;

    EmbeddedDatabase(String name, MVStore store, CursorRegistry cursors) {
        super(name, cursors);
        this.store = store;
        initializeNamespacesAndIndexes();
        dropUnfinishedIndexes();
    }

    private String documentsOf(String collection) {
        return DOCUMENTS + getFullCollectionNamespace(collection);
    }

    private String indexMap(String collection, String index) {
        // A collection's name has no $.
        return INDEX + getFullCollectionNamespace(collection) + "$" + index;
    }

    private MVMap<Object, byte[]> openDocuments(String collection) {
        return store.openMap(
                documentsOf(collection),
                new MVMap.Builder<Object, byte[]>()
                        .keyType(Types.ValueType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    @Override
    protected MongoCollection<Object> openOrCreateCollection(String name, CollectionOptions options) {
        return new EmbeddedCollection(this, name, options, cursorRegistry, store, openDocuments(name));
    }

    @Override
    protected Index<Object> openOrCreateUniqueIndex(
            String collection, String name, List<IndexKey> keys, boolean sparse) {
        return name.equals(PRIMARY_KEY)
                ? new PrimaryKeyIndex(name, keys, openDocuments(collection))
                : openOrCreateSecondaryIndex(collection, name, keys, sparse);
    }

    @Override
    protected Index<Object> openOrCreateSecondaryIndex(
            String collection, String name, List<IndexKey> keys, boolean sparse) {
        Document description = creating != null ? creating : description(collection, name);
        return new SecondaryIndex(store, indexMap(collection, name), name, keys, description, creating != null);
    }

    private List<Document> descriptions(@Nullable String collection) {
        MongoCollection<Object> all = indexes.get();
        if (all == null) {
            return List.of();
        }
        return all.queryAllAsStream()
                .filter(each -> collection == null
                        || getFullCollectionNamespace(collection).equals(each.get("ns")))
                .collect(Collectors.toList());
    }

    private Document description(String collection, String name) {
        return descriptions(collection).stream()
                .filter(each -> name.equals(each.get("name")))
                .findFirst()
                .orElseThrow();
    }

    @Override
    protected synchronized void addIndex(Document description) {
        IndexDescription wanted = new IndexDescription(description);
        wanted.requireSupported();
        String collection = String.valueOf(description.get("ns")).substring(databaseName.length() + 1);
        boolean primaryKey = isPrimaryKeyIndex((Document) description.get("key"));
        for (Document existing : descriptions(collection)) {
            if (primaryKey ? PRIMARY_KEY.equals(existing.get("name")) : wanted.isAlready(existing)) {
                return;
            }
        }
        Document outer = creating;
        creating = description;
        try {
            super.addIndex(description);
        } finally {
            creating = outer;
        }
    }

    /** A build that was cut short has stored entries, but no description. */
    private void dropUnfinishedIndexes() {
        Set<String> finished = descriptions(null).stream()
                .map(each -> INDEX + each.get("ns") + "$" + each.get("name"))
                .collect(Collectors.toSet());
        for (String map : store.getMapNames()) {
            if (map.startsWith(INDEX + databaseName + ".") && !finished.contains(map)) {
                store.removeMap(map);
            }
        }
    }

    @Override
    public Document handleCommand(
            Channel channel, String command, Document query, DatabaseResolver databases, Oplog oplog) {
        return switch (command.toLowerCase(Locale.ROOT)) {
            case "update" ->
                OneByOne.update(query, one -> super.handleCommand(channel, command, one, databases, oplog));
            case "aggregate" -> aggregate(command, query, databases, oplog);
            case "dropindexes" -> dropIndexes(command, query);
            default -> super.handleCommand(channel, command, query, databases, oplog);
        };
    }

    /** The library reads the whole collection; here what the first stages ask for is looked up. */
    private Document aggregate(String command, Document query, DatabaseResolver databases, Oplog oplog) {
        if (!(query.get(command) instanceof String name)) {
            throw new MongoServerError(73, "InvalidNamespace", "An aggregation needs a collection");
        }
        List<Document> pipeline = Aggregation.parse(query.get("pipeline"));
        MongoCollection<Object> collection = resolveCollection(name, false);
        Aggregation aggregation = Aggregation.fromPipeline(pipeline, databases, this, collection, oplog);
        aggregation.validate(query);
        List<Document> result = collection instanceof EmbeddedCollection embedded
                ? aggregation.runStages(Lookahead.of(pipeline).find(embedded).map(Row::document))
                : List.of();
        Document reply = new Document(
                "cursor",
                new Document("id", 0L)
                        .append("ns", getFullCollectionNamespace(name))
                        .append("firstBatch", result));
        Utils.markOkay(reply);
        return reply;
    }

    /** The library drops indexes of the same name in other collections too. */
    private Document dropIndexes(String command, Document query) {
        String name = String.valueOf(query.get(command));
        MongoCollection<Object> collection = resolveCollection(name, false);
        if (collection == null) {
            throw new MongoServerError(26, "NamespaceNotFound", "ns not found " + getFullCollectionNamespace(name));
        }
        Object wanted = query.get("index");
        List<Document> drops = descriptions(name).stream()
                .filter(each -> "*".equals(wanted)
                        ? !PRIMARY_KEY.equals(each.get("name"))
                        : Objects.equals(each.get("name"), wanted)
                                || wanted instanceof Document key && ValueOrder.compare(key, each.get("key")) == 0)
                .collect(Collectors.toList());
        if (drops.isEmpty() && !"*".equals(wanted)) {
            throw new IndexNotFoundException("index not found with name [" + wanted + "]");
        }
        for (Document drop : drops) {
            if (PRIMARY_KEY.equals(drop.get("name"))) {
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

    /** One per TTL index; each call removes some of what has expired and says how many. */
    List<Supplier<Integer>> expirations(Instant now) {
        List<Supplier<Integer>> expirations = new ArrayList<>();
        for (Document index : descriptions(null)) {
            if (index.get("expireAfterSeconds") instanceof Number seconds) {
                String collection = String.valueOf(index.get("ns")).substring(databaseName.length() + 1);
                String field = ((Document) Objects.requireNonNull(index.get("key")))
                        .keySet()
                        .iterator()
                        .next();
                Document expired = new Document(field, new Document("$lt", now.minusSeconds(seconds.longValue())));
                expirations.add(() -> {
                    MongoCollection<Object> expiring = resolveCollection(collection, false);
                    return expiring == null ? 0 : expiring.deleteDocuments(expired, EXPIRY_SLICE, NoopOplog.get());
                });
            }
        }
        return expirations;
    }

    @Override
    public void dropCollection(String collection, Oplog oplog) {
        super.dropCollection(collection, oplog);
        store.removeMap(documentsOf(collection));
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
