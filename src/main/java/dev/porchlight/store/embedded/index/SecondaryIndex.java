package dev.porchlight.store.embedded.index;

import static de.bwaldvogel.mongo.backend.Constants.ID_FIELD;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.QueryMatcher;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import dev.porchlight.store.embedded.bson.BsonComparisonOrder;
import dev.porchlight.store.embedded.bson.BsonValueDataType;
import dev.porchlight.store.embedded.bson.IndexKeyDataType;
import dev.porchlight.store.embedded.storage.ErasingMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.RootReference;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/** An index on any fields: unique or not, on all documents or, if sparse or partial, on some. */
public final class SecondaryIndex extends OrderedIndex {

    /** The map with the names of all multikey indexes. */
    private static final String MULTIKEY_MAP = "multikey";

    private final MVStore store;
    private final MVMap<KeyValue, Object> entries;
    private final MVMap<String, String> multikeyIndexes;
    private final List<String> fields;
    private final boolean unique;
    private final @Nullable Document partialFilter;
    /** Of a partial index on the documents that have a field, as ours are. */
    private final @Nullable String requiredField;

    private final QueryMatcher matcher = new DefaultQueryMatcher();
    private final boolean hasPlainPaths;
    private final boolean isNew;
    private volatile boolean isMultikey;

    /**
     * @param mapName of the map with its entries; opened, or created if absent
     * @param isNew whether the documents already in the collection have yet to be added
     */
    public SecondaryIndex(
            MVStore store, String mapName, String name, List<IndexKey> keys, IndexSpec spec, boolean isNew) {
        super(name, keys, Utils.isTrue(spec.document().get("sparse")));
        this.store = store;
        this.entries = ErasingMap.open(store, mapName, IndexKeyDataType.INSTANCE, BsonValueDataType.INSTANCE);
        this.multikeyIndexes = store.openMap(
                MULTIKEY_MAP,
                new MVMap.Builder<String, String>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(StringDataType.INSTANCE));
        this.fields = keys();
        this.unique = Utils.isTrue(spec.document().get("unique"));
        this.partialFilter = (Document) spec.document().get("partialFilterExpression");
        this.requiredField = requiredField(partialFilter);
        this.hasPlainPaths = fields.stream().allMatch(FieldPredicates::isPlainPath);
        this.isNew = isNew;
        this.isMultikey = multikeyIndexes.containsKey(mapName);
    }

    private static @Nullable String requiredField(@Nullable Document partialFilter) {
        if (partialFilter == null || partialFilter.size() != 1) {
            return null;
        }
        Map.Entry<String, Object> condition =
                partialFilter.entrySet().iterator().next();
        return isTopLevel(condition.getKey()) && new Document("$exists", true).equals(condition.getValue())
                ? condition.getKey()
                : null;
    }

    private static boolean isTopLevel(String field) {
        return field.indexOf('.') < 0 && !field.startsWith("$");
    }

    /** Whether the documents already in the collection have yet to be added. */
    public boolean isNew() {
        return isNew;
    }

    @Override
    public List<String> keyFields() {
        if (unique) {
            return fields;
        }
        List<String> withId = new ArrayList<>(fields);
        withId.add(ID_FIELD);
        return withId;
    }

    @Override
    public boolean isMultikey() {
        return isMultikey;
    }

    @Override
    public boolean containsAllMatching(FieldPredicates predicates) {
        return hasPlainPaths
                && (partialFilter == null || predicates.imply(partialFilter))
                && (!isSparse() || fields.stream().anyMatch(predicates::requireValue));
    }

    @Override
    public Snapshot snapshot() {
        RootReference<KeyValue, Object> root = entries.flushAndGetRoot();
        return (low, high, reverse) -> {
            KeyValue from = bound(low);
            KeyValue to = bound(high);
            return valueIterator(
                    reverse ? entries.cursor(root, to, from, true) : entries.cursor(root, from, to, false));
        };
    }

    private boolean includes(Document document) {
        return matchesPartialFilter(document)
                && (!isSparse() || fieldValues(document).stream().anyMatch(value -> !(value instanceof Missing)));
    }

    private boolean matchesPartialFilter(Document document) {
        return requiredField != null
                ? document.containsKey(requiredField)
                : partialFilter == null || matcher.matches(document, partialFilter);
    }

    private List<Object> fieldValues(Document document) {
        List<Object> values = new ArrayList<>(fields.size());
        for (String field : fields) {
            // The library would split the path each time.
            values.add(
                    isTopLevel(field)
                            ? document.getOrMissing(field)
                            : Utils.getSubdocumentValueCollectionAware(document, field));
        }
        return values;
    }

    /** The keys of a document: one, or one per element of an array. An empty array is indexed as null. */
    Set<KeyValue> keysOf(Document document) {
        if (!includes(document)) {
            return Set.of();
        }
        List<@Nullable Object> values = new ArrayList<>(fields.size());
        for (Object value : fieldValues(document)) {
            if (value instanceof Collection<?> elements && !elements.isEmpty()) {
                return getKeyValues(document);
            }
            values.add(value instanceof Missing || value instanceof Collection<?> ? null : value);
        }
        return Set.of(new KeyValue(values));
    }

    private KeyValue entryKey(KeyValue key, Object position) {
        if (unique) {
            return key;
        }
        List<@Nullable Object> values = new ArrayList<>(key.size() + 1);
        key.forEach(values::add);
        values.add(position instanceof Missing ? null : position);
        return new KeyValue(values);
    }

    private void checkUnique(Set<KeyValue> keys, @Nullable Object position, MongoCollection<Object> collection) {
        for (KeyValue key : keys) {
            Object existing = unique ? entries.get(key) : null;
            if (existing != null && (position == null || BsonComparisonOrder.compare(existing, position) != 0)) {
                throw new DuplicateKeyError(this, collection, getKeys(), key);
            }
        }
    }

    private void put(Document document, Set<KeyValue> keys, Object position) {
        if (!isMultikey && fieldValues(document).stream().anyMatch(Collection.class::isInstance)) {
            multikeyIndexes.put(entries.getName(), "");
            isMultikey = true;
        }
        keys.forEach(key -> entries.put(entryKey(key, position), position));
    }

    @Override
    public @Nullable Object getPosition(Document document) {
        return null; // the library finds positions by the primary key
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Object> collection) {
        checkUnique(keysOf(document), null, collection);
    }

    @Override
    public void add(Document document, Object position, MongoCollection<Object> collection) {
        put(document, keysOf(document), Missing.ofNullable(position));
    }

    @Override
    public Object remove(Document document) {
        Object position = Missing.ofNullable(document.get(ID_FIELD));
        keysOf(document).forEach(key -> entries.remove(entryKey(key, position)));
        return position;
    }

    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {
        checkUnique(keysOf(after), Missing.ofNullable(before.get(ID_FIELD)), collection);
    }

    @Override
    public void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> collection) {
        Set<KeyValue> old = keysOf(before);
        Set<KeyValue> current = keysOf(after);
        if (!old.equals(current)) {
            old.forEach(key -> entries.remove(entryKey(key, position)));
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
        multikeyIndexes.remove(entries.getName());
        store.removeMap(entries);
    }
}
