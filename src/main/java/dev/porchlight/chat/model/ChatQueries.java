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

/** Finds chats by what they have in common, as they are stored now. */
@Component
@RequiredArgsConstructor
public final class ChatQueries {

    private final MongoOperations mongo;

    /** Of chats with messages up to these seqs, those that are summed up less far. */
    public List<Chat> behind(Map<ObjectId, Long> lastSeqs) {
        return mongo.find(query(where("_id").in(lastSeqs.keySet())), Chat.class).stream()
                .filter(chat -> chat.lastSeq() < lastSeqs.getOrDefault(chat.id(), 0L))
                .toList();
    }

    /** Newest activity first. */
    public List<Chat> ofStatus(ObjectId ownerId, ChatStatus status, int limit, @Nullable ChatCursor before) {
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

    /** Those of a status without a message since a time; some of them if they are many. */
    public List<Chat> idleSince(Instant time, ObjectId ownerId, ChatStatus status, int limit) {
        Criteria criteria = where("ownerId")
                .is(ownerId)
                .and("status")
                .is(status)
                .and("lastActivityAt")
                .lt(time);
        return mongo.find(query(criteria).limit(limit), Chat.class);
    }

    /** All of an owner's, in the order of their ids, that is of their beginning. */
    public List<Chat> page(ObjectId ownerId, @Nullable ObjectId after, int limit) {
        Criteria criteria = where("ownerId").is(ownerId);
        if (after != null) {
            criteria = criteria.and("_id").gt(after);
        }
        return mongo.find(query(criteria).with(Sort.by("_id")).limit(limit).cursorBatchSize(limit), Chat.class);
    }

    /** In the order of their ids, from one on. */
    public List<Chat> ofDomain(ObjectId ownerId, String domain, @Nullable ObjectId after, int limit) {
        Criteria criteria = where("ownerId").is(ownerId).and("domain").is(domain);
        if (after != null) {
            criteria = criteria.and("_id").gt(after);
        }
        return mongo.find(query(criteria).with(Sort.by("_id")).limit(limit), Chat.class);
    }

    /** What has changed, in the order of its last change, from a place on. */
    public List<Chat> changedAfter(ObjectId ownerId, ChatCursor after, int limit) {
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
}
