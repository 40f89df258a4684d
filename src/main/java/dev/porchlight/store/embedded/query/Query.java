package dev.porchlight.store.embedded.query;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query on one collection.
 *
 * @param filter empty for all documents
 * @param orderBy sort specification; empty for any order
 * @param limit how many matches at most; 0 for all
 */
public record Query(Document filter, Document orderBy, int limit) {

    public static final Query ALL = of(null, null, 0);

    public static Query of(@Nullable Document filter, @Nullable Document orderBy, int limit) {
        return new Query(filter == null ? new Document() : filter, orderBy == null ? new Document() : orderBy, limit);
    }

    /**
     * The leading {@code $match}, {@code $sort} and {@code $limit} of an aggregation pipeline, for them to be pushed down
     * to the indexes. Running these stages once more on the result does not change it.
     */
    public static Query pushedDownFrom(List<Document> pipeline) {
        int next = 0;
        Document filter = null;
        Document orderBy = null;
        int limit = 0;
        if (next < pipeline.size() && pipeline.get(next).get("$match") instanceof Document match) {
            filter = match;
            next++;
        }
        if (next < pipeline.size() && pipeline.get(next).get("$sort") instanceof Document sort) {
            orderBy = sort;
            next++;
        }
        if (next < pipeline.size() && pipeline.get(next).get("$limit") instanceof Number number) {
            limit = number.intValue();
        }
        return of(filter, orderBy, limit);
    }

    /** Whether the order is that of the stored documents, forwards or backwards. */
    boolean isInNaturalOrder() {
        return orderBy.containsKey("$natural");
    }

    boolean isInReverseNaturalOrder() {
        Object direction = orderBy.getOrDefault("$natural", 1);
        if (!(direction instanceof Number number) || Math.abs(number.intValue()) != 1) {
            throw new MongoServerError(2, "BadValue", "$natural sort cannot be set to a value other than -1 or 1");
        }
        return number.intValue() == -1;
    }
}
