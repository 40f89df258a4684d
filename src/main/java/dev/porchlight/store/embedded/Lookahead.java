package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The find that a pipeline begins with. Its stages run all the same: doing them twice changes nothing. */
record Lookahead(@Nullable Document filter, @Nullable Document orderBy, int limit) {

    static Lookahead of(List<Document> pipeline) {
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
        return new Lookahead(filter, orderBy, limit);
    }

    Stream<Row> find(EmbeddedCollection collection) {
        Stream<Row> rows = collection.find(filter, orderBy, limit);
        return limit > 0 ? rows.limit(limit) : rows;
    }
}
