package dev.porchlight.chat.model;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.util.List;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Component;

/** The stored messages. Every query is one look-up in an index, however old the store is. */
@Component
@RequiredArgsConstructor
public final class MessageRepository {

    private static final int SLICE = 500;

    private final MongoOperations mongo;

    /** @throws org.springframework.dao.DuplicateKeyException if its seq or its clientMessageId is taken in this chat */
    public void insert(Message message) {
        mongo.insert(message);
    }

    @Nullable
    public Message findRepeated(ObjectId chatId, String clientMessageId) {
        return mongo.findOne(
                query(where("chatId").is(chatId).and("clientMessageId").is(clientMessageId)), Message.class);
    }

    /** 0 if there are none. */
    public long lastSeq(ObjectId chatId) {
        List<Message> newest = before(chatId, Long.MAX_VALUE, 1);
        return newest.isEmpty() ? 0 : newest.get(0).seq();
    }

    public List<Message> after(ObjectId chatId, long seq, int limit) {
        return page(where("chatId").is(chatId).and("seq").gt(seq), Sort.Direction.ASC, limit);
    }

    /** The newest first. */
    public List<Message> before(ObjectId chatId, long seq, int limit) {
        return page(where("chatId").is(chatId).and("seq").lt(seq), Sort.Direction.DESC, limit);
    }

    /** Where a message stands. */
    public record Place(@Id ObjectId id, ObjectId chatId, long seq) {}

    /** The messages whose ids follow, whatever their chat; ids are made in the order of time. */
    public List<Place> storedAfter(ObjectId id, int limit) {
        Query query = atOnce(where("_id").gt(id), Sort.by("_id"), limit);
        query.fields().include("chatId", "seq");
        return mongo.find(query, Place.class, "messages");
    }

    /**
     * Removes what there is of a chat, slice by slice, since one command is one commit.
     *
     * @return whether that was all
     */
    public boolean removeAll(ObjectId chatId, int maxSlices) {
        for (int slice = 0; slice < maxSlices; slice++) {
            List<Message> oldest = after(chatId, 0, 1);
            if (oldest.isEmpty()) {
                return true;
            }
            long end = oldest.get(0).seq() + SLICE;
            mongo.remove(query(where("chatId").is(chatId).and("seq").lt(end)), Message.class);
        }
        return after(chatId, 0, 1).isEmpty();
    }

    private List<Message> page(Criteria criteria, Sort.Direction direction, int limit) {
        return mongo.find(atOnce(criteria, Sort.by(direction, "seq"), limit), Message.class);
    }

    /** A server's first batch has 101 documents otherwise, and the rest costs another round trip. */
    private static Query atOnce(Criteria criteria, Sort sort, int limit) {
        return query(criteria).with(sort).limit(limit).cursorBatchSize(limit);
    }
}
