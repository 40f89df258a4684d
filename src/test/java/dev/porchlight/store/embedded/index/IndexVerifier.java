package dev.porchlight.store.embedded.index;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.bson.Document;
import dev.porchlight.store.embedded.bson.BsonComparisonOrder;
import dev.porchlight.store.embedded.collection.EmbeddedCollection;
import dev.porchlight.store.embedded.query.Query;
import dev.porchlight.store.embedded.query.StoredDocument;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checks that each index of a collection has exactly the entries of its documents. */
public final class IndexVerifier {

    private IndexVerifier() {}

    public static void verify(EmbeddedCollection collection) {
        List<StoredDocument> documents = collection.find(Query.ALL).collect(Collectors.toList());
        for (Index<Object> index : collection.getIndexes()) {
            OrderedIndex ordered = (OrderedIndex) index;
            Map<Object, Integer> expected = new TreeMap<>(BsonComparisonOrder::compare);
            for (StoredDocument stored : documents) {
                int entries = index instanceof SecondaryIndex secondary
                        ? secondary.keysOf(stored.document()).size()
                        : 1;
                if (entries > 0) {
                    expected.put(stored.position(), entries);
                }
            }
            Map<Object, Integer> found = new TreeMap<>(BsonComparisonOrder::compare);
            Iterator<Object> positions = ordered.snapshot().scan(List.of(), List.of(BsonComparisonOrder.MAX), false);
            positions.forEachRemaining(position -> found.merge(position, 1, Integer::sum));
            assertThat(new ArrayList<>(found.entrySet()))
                    .as("entries of %s of %s", index.getName(), collection.getFullName())
                    .isEqualTo(new ArrayList<>(expected.entrySet()));
            for (StoredDocument stored : documents) {
                checkLookUp(collection, index, stored.document());
            }
        }
    }

    /** A query by the indexed values finds the document. */
    private static void checkLookUp(EmbeddedCollection collection, Index<Object> index, Document document) {
        Document filter = new Document();
        index.getKeys().forEach(key -> {
            Object value = document.get(key.getKey());
            if (value instanceof String || value instanceof Number) {
                filter.put(key.getKey(), value);
            }
        });
        if (filter.size() == index.getKeys().size()) {
            assertThat(collection
                            .find(Query.of(filter, null, 0))
                            .map(stored -> stored.document().get("_id")))
                    .contains(document.get("_id"));
        }
    }
}
