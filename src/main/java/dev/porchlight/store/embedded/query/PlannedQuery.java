package dev.porchlight.store.embedded.query;

import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryMatcher;
import dev.porchlight.store.embedded.index.OrderedIndex;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/** A query with its plan, on a collection and its indexes at one version. */
public final class PlannedQuery {

    private final Query query;
    private final CollectionSnapshot documents;
    private final @Nullable QueryPlan plan;
    private final OrderedIndex.@Nullable Snapshot index;

    private PlannedQuery(Query query, CollectionSnapshot documents, @Nullable QueryPlan plan) {
        this.query = query;
        this.documents = documents;
        this.plan = plan;
        this.index = plan == null ? null : plan.index().snapshot();
    }

    /** Must be called between two writes, or an index and the documents would be of different versions. */
    public static PlannedQuery plan(
            Query query, List<? extends Index<Object>> indexes, MVMap<Object, byte[]> documents) {
        QueryPlan plan = QueryPlan.choose(query, indexes);
        return new PlannedQuery(query, new CollectionSnapshot(documents, documents.flushAndGetRoot()), plan);
    }

    /**
     * All matches in the requested order, read lazily unless they are sorted in memory.
     *
     * @param documentsExamined counts the documents that were compared with the filter
     */
    public Stream<StoredDocument> execute(LongAdder documentsExamined) {
        QueryMatcher matcher = new DefaultQueryMatcher();
        Stream<StoredDocument> matches = candidates()
                .peek(each -> documentsExamined.increment())
                .filter(each -> query.filter().isEmpty() || matcher.matches(each.document(), query.filter()));
        if (!isSorted()) {
            matches = InMemorySort.sort(matches, new SortComparator(query.orderBy()), query.limit());
        }
        return query.limit() > 0 ? matches.limit(query.limit()) : matches;
    }

    private Stream<StoredDocument> candidates() {
        return plan == null || index == null
                ? documents.scan(query.isInReverseNaturalOrder())
                : documents.fetch(plan.positions(index));
    }

    private boolean isSorted() {
        return query.orderBy().isEmpty() || query.isInNaturalOrder() || plan != null && plan.sorted();
    }
}
