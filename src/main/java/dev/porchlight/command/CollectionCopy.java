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

/** Makes one collection hold what another holds, page by page, and proves it. */
@RequiredArgsConstructor
final class CollectionCopy {

    private static final String ID = "_id";

    /** At 8 KB a message far below the 48 MB that one command may carry. */
    private static final int PAGE = 500;

    private final MongoCollection<BsonDocument> source;
    private final MongoCollection<BsonDocument> target;
    /** Which documents are worth copying. */
    private final Bson worth;

    String name() {
        return source.getNamespace().getCollectionName();
    }

    /** So that a website in use is never mixed with another, nor with an older state of itself. */
    void requireNothingElseInTarget() {
        forEachPage(target, page -> {
            if (!page.equals(theirs(source, page))) {
                throw new InvalidSettingException("The database in MONGODB_URI has other " + name()
                        + " than PORCHLIGHT_DATA: name an empty database in MONGODB_URI.");
            }
        });
    }

    /** @return how many documents both have now, each of them compared */
    long copy() {
        forEachPage(source, page -> {
            Set<BsonDocument> there = new HashSet<>(theirs(target, page));
            List<BsonDocument> missing =
                    page.stream().filter(document -> !there.contains(document)).toList();
            if (!missing.isEmpty()) {
                target.insertMany(missing);
            }
        });
        forEachPage(source, page -> {
            if (!page.equals(theirs(target, page))) {
                throw new IllegalStateException("Some " + name() + " were not read back as they were written.");
            }
        });
        long count = source.countDocuments(worth);
        if (count != target.countDocuments(worth)) {
            throw new IllegalStateException("MongoDB has not as many " + name() + " as PORCHLIGHT_DATA.");
        }
        return count;
    }

    private void forEachPage(MongoCollection<BsonDocument> collection, Consumer<List<BsonDocument>> action) {
        Bson rest = empty();
        while (true) {
            List<BsonDocument> page = collection
                    .find(and(worth, rest))
                    .sort(ascending(ID))
                    .limit(PAGE)
                    .into(new ArrayList<>());
            if (page.isEmpty()) {
                return;
            }
            action.accept(page);
            rest = gt(ID, page.get(page.size() - 1).get(ID));
        }
    }

    /** What a collection has under the ids of these documents, in their order. */
    private static List<BsonDocument> theirs(MongoCollection<BsonDocument> collection, List<BsonDocument> documents) {
        List<BsonValue> ids =
                documents.stream().map(document -> document.get(ID)).toList();
        Map<BsonValue, BsonDocument> found = new HashMap<>();
        collection.find(in(ID, ids)).forEach(document -> found.put(document.get(ID), document));
        return ids.stream().filter(found::containsKey).map(found::get).toList();
    }
}
