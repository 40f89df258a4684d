package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.QueryMatcher;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.RootReference;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/** An index on any fields: unique or not, of all documents or (sparse, partial) of some. */
final class SecondaryIndex extends OrderedIndex {

    private static final String MULTIKEY = "multikey";

    private final MVStore store;
    private final MVMap<KeyValue, Object> entries;
    private final MVMap<String, String> multikey;
    private final List<String> fields;
    private final boolean unique;
    private final @Nullable Document partialFilter;
    private final QueryMatcher matcher = new DefaultQueryMatcher();
    private final boolean isNew;
    private volatile boolean isMultikey;

    SecondaryIndex(
            MVStore store, String mapName, String name, List<IndexKey> keys, Document description, boolean isNew) {
        super(name, keys, Utils.isTrue(description.get("sparse")));
        this.store = store;
        this.entries = store.openMap(
                mapName,
                new MVMap.Builder<KeyValue, Object>()
                        .keyType(Types.KeyType.INSTANCE)
                        .valueType(Types.ValueType.INSTANCE));
        this.multikey = store.openMap(
                MULTIKEY,
                new MVMap.Builder<String, String>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(StringDataType.INSTANCE));
        this.fields = keys();
        this.unique = Utils.isTrue(description.get("unique"));
        this.partialFilter = (Document) description.get("partialFilterExpression");
        this.isNew = isNew;
        this.isMultikey = multikey.containsKey(mapName);
    }

    /** Whether the documents that are already there have yet to be added. */
    boolean isNew() {
        return isNew;
    }

    @Override
    List<String> order() {
        if (unique) {
            return fields;
        }
        List<String> order = new ArrayList<>(fields);
        order.add("_id");
        return order;
    }

    @Override
    boolean isMultikey() {
        return isMultikey;
    }

    @Override
    boolean holdsAll(Conditions conditions) {
        return fields.stream().allMatch(Conditions::isPlainPath)
                && (partialFilter == null || conditions.imply(partialFilter))
                && (!isSparse() || fields.stream().anyMatch(conditions::demand));
    }

    @Override
    Snapshot snapshot() {
        RootReference<KeyValue, Object> root = entries.flushAndGetRoot();
        return (low, high, reverse) -> {
            KeyValue from = bound(low);
            KeyValue to = bound(high);
            return positions(
                    reverse ? entries.cursor(root, to, from, true) : entries.cursor(root, from, to, false), false);
        };
    }

    private boolean covers(Document document) {
        return (partialFilter == null || matcher.matches(document, partialFilter))
                && (!isSparse() || values(document).stream().anyMatch(value -> !(value instanceof Missing)));
    }

    private List<Object> values(Document document) {
        return fields.stream()
                .map(field -> Utils.getSubdocumentValueCollectionAware(document, field))
                .collect(Collectors.toList());
    }

    /** The values a document is found under; an empty array counts as null, as it would be found nowhere else. */
    Set<KeyValue> keys(Document document) {
        if (!covers(document)) {
            return Set.of();
        }
        List<Object> values = values(document);
        if (values.stream().anyMatch(value -> value instanceof Collection<?> c && !c.isEmpty())) {
            return getKeyValues(document);
        }
        values.replaceAll(value -> value instanceof Collection<?> ? Missing.getInstance() : value);
        return Set.of(new KeyValue(values).normalized());
    }

    private KeyValue entry(KeyValue key, Object position) {
        if (unique) {
            return key;
        }
        List<Object> values = key.stream().collect(Collectors.toCollection(ArrayList::new));
        values.add(position instanceof Missing ? null : position);
        return new KeyValue(values).normalized();
    }

    private void requireFree(Set<KeyValue> keys, @Nullable Object owner, MongoCollection<Object> collection) {
        for (KeyValue key : keys) {
            Object holder = unique ? entries.get(key) : null;
            if (holder != null && (owner == null || ValueOrder.compare(holder, owner) != 0)) {
                throw new DuplicateKeyError(this, collection, getKeys(), key);
            }
        }
    }

    private void put(Document document, Set<KeyValue> keys, Object position) {
        if (!isMultikey && values(document).stream().anyMatch(Collection.class::isInstance)) {
            multikey.put(entries.getName(), "");
            isMultikey = true;
        }
        keys.forEach(key -> entries.put(entry(key, position), position));
    }

    @Override
    public @Nullable Object getPosition(Document document) {
        return null; // The primary key knows.
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Object> collection) {
        requireFree(keys(document), null, collection);
    }

    @Override
    public void add(Document document, Object position, MongoCollection<Object> collection) {
        put(document, keys(document), Missing.ofNullable(position));
    }

    @Override
    public Object remove(Document document) {
        Object position = Missing.ofNullable(document.get("_id"));
        keys(document).forEach(key -> entries.remove(entry(key, position)));
        return position;
    }

    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {
        requireFree(keys(after), Missing.ofNullable(before.get("_id")), collection);
    }

    @Override
    public void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> collection) {
        Set<KeyValue> old = keys(before);
        Set<KeyValue> current = keys(after);
        if (!old.equals(current)) {
            old.forEach(key -> entries.remove(entry(key, position)));
            put(after, current, position);
        }
    }

    @Override
    public long getCount() {
        return entries.sizeAsLong();
    }

    @Override
    public boolean isUnique() {
        return unique;
    }

    @Override
    public void drop() {
        multikey.remove(entries.getName());
        store.removeMap(entries);
    }
}
