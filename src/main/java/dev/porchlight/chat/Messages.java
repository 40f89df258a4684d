package dev.porchlight.chat;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Component;

/** The stored messages. Every query is one look-up in an index, however old the store is. */
@Component
@RequiredArgsConstructor
final class Messages {

    private final MongoOperations mongo;

    /** @throws org.springframework.dao.DuplicateKeyException if its seq or its clientMessageId is taken in this chat */
    void insert(Message message) {
        mongo.insert(message);
    }

    @Nullable
    Message findRepeated(ObjectId chatId, String clientMessageId) {
        return mongo.findOne(
                query(where("chatId").is(chatId).and("clientMessageId").is(clientMessageId)), Message.class);
    }

    /** 0 if there are none. */
    long lastSeq(ObjectId chatId) {
        List<Message> newest = before(chatId, Long.MAX_VALUE, 1);
        return newest.isEmpty() ? 0 : newest.get(0).seq();
    }

    List<Message> after(ObjectId chatId, long seq, int limit) {
        return page(where("chatId").is(chatId).and("seq").gt(seq), Sort.Direction.ASC, limit);
    }

    /** In order, too. */
    List<Message> before(ObjectId chatId, long seq, int limit) {
        List<Message> page =
                new ArrayList<>(page(where("chatId").is(chatId).and("seq").lt(seq), Sort.Direction.DESC, limit));
        Collections.reverse(page);
        return page;
    }

    /** The chat of every message stored since, as often as it has messages. The stream must be closed. */
    Stream<ObjectId> chatsSince(Instant since) {
        ObjectId first = new ObjectId("%08x%016x".formatted(since.getEpochSecond(), 0));
        Query query = query(where("_id").gte(first)).with(Sort.by("_id"));
        query.fields().include("chatId");
        return mongo.stream(query, ChatReference.class, "messages").map(ChatReference::chatId);
    }

    private List<Message> page(Criteria criteria, Sort.Direction direction, int limit) {
        return mongo.find(query(criteria).with(Sort.by(direction, "seq")).limit(limit), Message.class);
    }

    private record ChatReference(ObjectId chatId) {}
}
