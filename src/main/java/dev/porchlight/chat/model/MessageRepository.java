package dev.porchlight.chat.model;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.mongodb.client.MongoCollection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonObjectId;
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
public final class MessageRepository {

    private static final int DELETE_BATCH = 500;

    private final MongoOperations mongo;
    private final MongoCollection<Message> messages;
    private final GroupInsert inserts;

    public MessageRepository(MongoOperations mongo) {
        this.mongo = mongo;
        this.messages = MessageCodec.messages(mongo);
        this.inserts = new GroupInsert(mongo);
    }

    /**
     * Returns once the message is durable.
     *
     * @throws org.springframework.dao.DuplicateKeyException if its seq or its clientMessageId is taken in this chat
     */
    public void insert(Message message) {
        inserts.insert(message);
    }

    public @Nullable Message findByClientMessageId(ObjectId chatId, String clientMessageId) {
        return mongo.findOne(
                query(where("chatId").is(chatId).and("clientMessageId").is(clientMessageId)), Message.class);
    }

    /** @return 0 if the chat has no messages */
    public long lastSeq(ObjectId chatId) {
        List<Message> newest = before(chatId, Long.MAX_VALUE, 1);
        return newest.isEmpty() ? 0 : newest.get(0).seq();
    }

    /** The messages that follow a seq, in order. */
    public List<Message> after(ObjectId chatId, long seq, int limit) {
        return page(chatId, "$gt", seq, 1, limit);
    }

    /** The messages before a seq, the newest first. */
    public List<Message> before(ObjectId chatId, long seq, int limit) {
        return page(chatId, "$lt", seq, -1, limit);
    }

    /** Which chat a message belongs to, and where in its log it is. */
    public record Position(@Id ObjectId messageId, ObjectId chatId, long seq) {}

    /** The positions of the messages of all chats whose ids follow; ids are made in the order of time. */
    public List<Position> positionsAfter(ObjectId messageId, int limit) {
        Query query = inOneBatch(where("_id").gt(messageId), Sort.by("_id"), limit);
        query.fields().include("chatId", "seq");
        return mongo.find(query, Position.class, "messages");
    }

    /**
     * Deletes a chat's messages, oldest first, in batches of 500: one command is one commit, which must stay short.
     *
     * @return whether none is left
     */
    public boolean deleteAll(ObjectId chatId, int maxBatches) {
        for (int batch = 0; batch < maxBatches; batch++) {
            List<Message> oldest = after(chatId, 0, 1);
            if (oldest.isEmpty()) {
                return true;
            }
            long end = oldest.get(0).seq() + DELETE_BATCH;
            mongo.remove(query(where("chatId").is(chatId).and("seq").lt(end)), Message.class);
        }
        return after(chatId, 0, 1).isEmpty();
    }

    private List<Message> page(ObjectId chatId, String comparison, long seq, int order, int limit) {
        BsonDocument filter = new BsonDocument("chatId", new BsonObjectId(chatId))
                .append("seq", new BsonDocument(comparison, new BsonInt64(seq)));
        return Objects.requireNonNull(mongo.execute(
                Message.class,
                collection -> messages.find(filter)
                        .sort(new BsonDocument("seq", new BsonInt32(order)))
                        .limit(limit)
                        .batchSize(limit)
                        .into(new ArrayList<>(limit))));
    }

    /** By default a server's first batch has 101 documents; more would cost another round trip. */
    private static Query inOneBatch(Criteria criteria, Sort sort, int limit) {
        return query(criteria).with(sort).limit(limit).cursorBatchSize(limit);
    }
}
