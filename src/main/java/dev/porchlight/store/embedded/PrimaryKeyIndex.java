package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.RootReference;
import org.jspecify.annotations.Nullable;

/** The index on {@code _id}: the documents are kept in that order, so it needs no entries of its own. */
final class PrimaryKeyIndex extends OrderedIndex {

    private final MVMap<Object, byte[]> documents;

    PrimaryKeyIndex(String name, List<IndexKey> keys, MVMap<Object, byte[]> documents) {
        super(name, keys, false);
        this.documents = documents;
    }

    private static Object id(Document document) {
        return Missing.ofNullable(document.get("_id"));
    }

    @Override
    List<String> order() {
        return List.of("_id");
    }

    @Override
    boolean isMultikey() {
        return false;
    }

    @Override
    boolean holdsAll(Conditions conditions) {
        return true;
    }

    @Override
    Snapshot snapshot() {
        RootReference<Object, byte[]> root = documents.flushAndGetRoot();
        return (low, high, reverse) -> {
            Object from = low.isEmpty() ? null : low.get(0);
            Object to = high.isEmpty() ? null : high.get(0);
            return positions(
                    reverse ? documents.cursor(root, to, from, true) : documents.cursor(root, from, to, false), true);
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
            throw new DuplicateKeyError(this, collection, getKeys(), new KeyValue(document.get("_id")));
        }
    }

    @Override
    public void add(Document document, Object position, MongoCollection<Object> collection) {
        // The document itself is the entry.
    }

    @Override
    public Object remove(Document document) {
        return id(document);
    }

    /** Asked before any index is changed, so this is where a document that grew too large is refused. */
    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {
        Bson.encodeStorable(after);
    }

    @Override
    public void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> collection) {
        // An _id never changes.
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
        // Goes with the collection.
    }
}
