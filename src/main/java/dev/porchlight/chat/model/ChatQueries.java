package dev.porchlight.chat.model;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Component;

/** Lists of chats, always as they are stored now; each is one look-up in an index. */
@Component
@RequiredArgsConstructor
public final class ChatQueries {

    private final MongoOperations mongo;

    /**
     * Chats whose summary does not include a message yet, tombstones among them.
     *
     * @param lastSeqs the newest message of each chat in question
     */
    public List<Chat> withSummaryBehind(Map<ObjectId, Long> lastSeqs) {
        return mongo.find(query(where("_id").in(lastSeqs.keySet())), Chat.class).stream()
                .filter(chat -> chat.lastSeq() < lastSeqs.getOrDefault(chat.id(), 0L))
                .toList();
    }

    /** Newest activity first, from a position on. */
    public List<Chat> byActivity(ObjectId ownerId, ChatStatus status, @Nullable ChatCursor before, int limit) {
        Criteria criteria = where("ownerId").is(ownerId).and("status").is(status);
        if (before != null) {
            criteria = criteria.and("lastActivityAt")
                    .lte(before.time())
                    .orOperator(
                            where("lastActivityAt").lt(before.time()),
                            where("_id").lt(before.id()));
        }
        Query query = query(criteria)
                .with(Sort.by(Sort.Direction.DESC, "lastActivityAt", "_id"))
                .limit(limit);
        return mongo.find(query, Chat.class);
    }

    /** Earliest change first, from a position on, tombstones among them. */
    public List<Chat> byUpdate(ObjectId ownerId, ChatCursor after, int limit) {
        Criteria criteria = where("ownerId")
                .is(ownerId)
                .and("updatedAt")
                .gte(after.time())
                .orOperator(where("updatedAt").gt(after.time()), where("_id").gt(after.id()));
        Query query = query(criteria)
                .with(Sort.by(Sort.Direction.ASC, "updatedAt", "_id"))
                .limit(limit);
        return mongo.find(query, Chat.class);
    }

    /** Chats without a message since a time, in no certain order. */
    public List<Chat> idleSince(Instant time, ObjectId ownerId, ChatStatus status, int limit) {
        Criteria criteria = where("ownerId")
                .is(ownerId)
                .and("status")
                .is(status)
                .and("lastActivityAt")
                .lt(time);
        return mongo.find(query(criteria).limit(limit), Chat.class);
    }

    /** A page of all chats of an owner in the order of their ids, tombstones among them. */
    public List<Chat> page(ObjectId ownerId, @Nullable ObjectId after, int limit) {
        return page(where("ownerId").is(ownerId), after, limit);
    }

    /** As above, of one domain. */
    public List<Chat> page(ObjectId ownerId, String domain, @Nullable ObjectId after, int limit) {
        return page(where("ownerId").is(ownerId).and("domain").is(domain), after, limit);
    }

    private List<Chat> page(Criteria criteria, @Nullable ObjectId after, int limit) {
        Criteria rest = after == null ? criteria : criteria.and("_id").gt(after);
        return mongo.find(query(rest).with(Sort.by("_id")).limit(limit).cursorBatchSize(limit), Chat.class);
    }
}
