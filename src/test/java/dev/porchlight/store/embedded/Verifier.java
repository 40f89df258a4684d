package dev.porchlight.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checks that every index of a collection has exactly the entries that its documents ask for. */
final class Verifier {

    private Verifier() {}

    static void verify(EmbeddedCollection collection) {
        List<Row> rows = collection.find(null, null, 0).collect(Collectors.toList());
        for (Index<Object> index : collection.getIndexes()) {
            OrderedIndex ordered = (OrderedIndex) index;
            Map<Object, Integer> expected = new TreeMap<>(ValueOrder::compare);
            for (Row row : rows) {
                int entries = index instanceof SecondaryIndex secondary
                        ? secondary.keys(row.document()).size()
                        : 1;
                if (entries > 0) {
                    expected.put(row.position(), entries);
                }
            }
            Map<Object, Integer> found = new TreeMap<>(ValueOrder::compare);
            Iterator<Object> positions = ordered.snapshot().positions(List.of(), List.of(ValueOrder.TOP), false);
            positions.forEachRemaining(position -> found.merge(position, 1, Integer::sum));
            assertThat(new ArrayList<>(found.entrySet()))
                    .as("entries of %s of %s", index.getName(), collection.getFullName())
                    .isEqualTo(new ArrayList<>(expected.entrySet()));
            for (Row row : rows) {
                lookUp(collection, index, row.document());
            }
        }
    }

    /** Every document is found by what it is indexed under. */
    private static void lookUp(EmbeddedCollection collection, Index<Object> index, Document document) {
        Document filter = new Document();
        index.getKeys().forEach(key -> {
            Object value = document.get(key.getKey());
            if (value instanceof String || value instanceof Number) {
                filter.put(key.getKey(), value);
            }
        });
        if (filter.size() == index.getKeys().size()) {
            assertThat(collection
                            .find(filter, null, 0)
                            .map(row -> row.document().get("_id")))
                    .contains(document.get("_id"));
        }
    }
}
