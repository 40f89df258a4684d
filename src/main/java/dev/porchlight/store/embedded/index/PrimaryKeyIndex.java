package dev.porchlight.store.embedded.index;

import static de.bwaldvogel.mongo.backend.Constants.ID_FIELD;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import dev.porchlight.store.embedded.bson.BsonCodec;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.RootReference;
import org.jspecify.annotations.Nullable;

/** The index on {@code _id}. The map of documents is its tree: they are stored in that order. */
public final class PrimaryKeyIndex extends OrderedIndex {

    private final MVMap<Object, byte[]> documents;

    public PrimaryKeyIndex(String name, List<IndexKey> keys, MVMap<Object, byte[]> documents) {
        super(name, keys, false);
        this.documents = documents;
    }

    private static Object id(Document document) {
        return Missing.ofNullable(document.get(ID_FIELD));
    }

    @Override
    public List<String> keyFields() {
        return List.of(ID_FIELD);
    }

    @Override
    public boolean isMultikey() {
        return false;
    }

    @Override
    public boolean containsAllMatching(FieldPredicates predicates) {
        return true;
    }

    @Override
    public Snapshot snapshot() {
        RootReference<Object, byte[]> root = documents.flushAndGetRoot();
        return (low, high, reverse) -> {
            Object from = low.isEmpty() ? null : low.get(0);
            Object to = high.isEmpty() ? null : high.get(0);
            return keyIterator(
                    reverse ? documents.cursor(root, to, from, true) : documents.cursor(root, from, to, false));
        };
    }

    @Override
    public @Nullable Object getPosition(Document document) {
        Object id = id(document);
        return documents.containsKey(id) ? id : null;
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Object> collection) {
        if (documents.containsKey(id(document))) {
            throw new DuplicateKeyError(this, collection, getKeys(), new KeyValue(document.get(ID_FIELD)));
        }
    }

    @Override
    public void add(Document document, Object position, MongoCollection<Object> collection) {
        // The stored document is the entry.
    }

    @Override
    public Object remove(Document document) {
        return id(document);
    }

    /** Rejects a document that grew too large here, as the library calls this before it changes any index. */
    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {
        BsonCodec.encodeWithinLimit(after);
    }

    @Override
    public void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> collection) {
        // An _id is immutable.
    }

    @Override
    public long getCount() {
        return documents.sizeAsLong();
    }

    @Override
    public boolean isUnique() {
        return true;
    }

    @Override
    public void drop() {
        // The map is removed with the collection.
    }
}
