package dev.porchlight.command;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.empty;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.client.MongoCollection;
import dev.porchlight.error.InvalidSettingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import lombok.RequiredArgsConstructor;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.conversions.Bson;

/** Copies one collection to another, page by page, and compares both. */
@RequiredArgsConstructor
final class CollectionCopy {

    private static final String ID = "_id";

    private static final String STOP = " Stop Porchlight if it is on, and run this again.";

    /** In documents; at 8 KB a message, far below the 48 MB of one command. */
    private static final int PAGE_SIZE = 500;

    private final MongoCollection<BsonDocument> source;
    private final MongoCollection<BsonDocument> target;
    /** Which documents to copy. */
    private final Bson filter;

    String name() {
        return source.getNamespace().getCollectionName();
    }

    /**
     * Keeps the command from mixing two websites, or a website in use with an older state of it.
     *
     * @throws InvalidSettingException if the target has a document that the source lacks, or has with other fields
     */
    void requireTargetIsSubsetOfSource() {
        forEachPage(target, page -> {
            if (!page.equals(withSameIds(source, page))) {
                throw new InvalidSettingException("The database in MONGODB_URI has other " + name()
                        + " than PORCHLIGHT_DATA: name an empty database in MONGODB_URI.");
            }
        });
    }

    /**
     * Copies what the target lacks, so that it can be repeated after an interruption.
     *
     * @return how many documents both have, all of them compared
     * @throws CommandFailedException if they differ
     */
    long copy() {
        forEachPage(source, page -> {
            Set<BsonDocument> present = new HashSet<>(withSameIds(target, page));
            List<BsonDocument> missing = page.stream()
                    .filter(document -> !present.contains(document))
                    .toList();
            if (!missing.isEmpty()) {
                target.insertMany(missing);
            }
        });
        forEachPage(source, page -> {
            if (!page.equals(withSameIds(target, page))) {
                throw new CommandFailedException("Some " + name() + " were not read back as they were written." + STOP);
            }
        });
        long count = source.countDocuments(filter);
        if (count != target.countDocuments(filter)) {
            throw new CommandFailedException("The copy has not as many " + name() + " as the original." + STOP);
        }
        return count;
    }

    private void forEachPage(MongoCollection<BsonDocument> collection, Consumer<List<BsonDocument>> action) {
        Bson afterLastPage = empty();
        while (true) {
            List<BsonDocument> page = collection
                    .find(and(filter, afterLastPage))
                    .sort(ascending(ID))
                    .limit(PAGE_SIZE)
                    .into(new ArrayList<>());
            if (page.isEmpty()) {
                return;
            }
            action.accept(page);
            afterLastPage = gt(ID, page.get(page.size() - 1).get(ID));
        }
    }

    /** The documents of a collection with the same ids as these, in the same order; some may be missing. */
    private static List<BsonDocument> withSameIds(
            MongoCollection<BsonDocument> collection, List<BsonDocument> documents) {
        List<BsonValue> ids =
                documents.stream().map(document -> document.get(ID)).toList();
        Map<BsonValue, BsonDocument> found = new HashMap<>();
        collection.find(in(ID, ids)).forEach(document -> found.put(document.get(ID), document));
        return ids.stream().filter(found::containsKey).map(found::get).toList();
    }
}
