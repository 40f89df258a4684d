package dev.porchlight.store.embedded.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import dev.porchlight.store.embedded.StoreFixture;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries that an index can answer examine few documents besides those that they return. */
class QueryPlanTest {

    private static final int CHATS = 40;
    private static final int MESSAGES = 50;

    @TempDir
    Path folder;

    private StoreFixture fixture;
    private MongoCollection<Document> messages;

    @BeforeEach
    void insert_messages() {
        fixture = StoreFixture.fast(folder);
        messages = fixture.collection("messages");
        messages.createIndex(Indexes.ascending("chatId", "seq"), new IndexOptions().unique(true));
        messages.createIndex(
                Indexes.ascending("chatId", "clientMessageId"),
                new IndexOptions()
                        .unique(true)
                        .partialFilterExpression(new Document("clientMessageId", new Document("$type", "string"))));
        messages.createIndex(Indexes.ascending("from"), new IndexOptions().sparse(true));
        messages.createIndex(Indexes.ascending("status", "at"));
        messages.createIndex(Indexes.ascending("mixed"));
        messages.createIndex(Indexes.ascending("tags"));
        List<Document> all = new ArrayList<>();
        for (int chat = 0; chat < CHATS; chat++) {
            for (int seq = 1; seq <= MESSAGES; seq++) {
                Document message = new Document("_id", chat * 1000 + seq)
                        .append("chatId", "c" + chat)
                        .append("seq", seq)
                        .append("status", chat % 4)
                        .append("at", Instant.ofEpochSecond(seq * 100L + chat))
                        .append("mixed", seq % 2 == 0 ? (Object) ("s" + seq) : (Object) seq)
                        .append("tags", List.of("t" + chat, "u" + seq));
                if (seq % 2 == 0) {
                    message.append("clientMessageId", "m" + seq);
                }
                if (seq == 7) {
                    message.append("from", "f" + chat);
                }
                all.add(message);
            }
        }
        messages.insertMany(all);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void the_last_messages_of_a_chat() {
        assertThat(find(Filters.eq("chatId", "c3"), Sorts.descending("seq"), 20, 20))
                .extracting(each -> each.getInteger("seq"))
                .startsWith(50, 49, 48)
                .hasSize(20);
    }

    @Test
    void a_page_after_and_a_page_before_a_position() {
        assertThat(find(Filters.and(Filters.eq("chatId", "c3"), Filters.gt("seq", 30)), Sorts.ascending("seq"), 5, 5))
                .extracting(each -> each.getInteger("seq"))
                .containsExactly(31, 32, 33, 34, 35);
        assertThat(find(Filters.and(Filters.eq("chatId", "c3"), Filters.lt("seq", 30)), Sorts.descending("seq"), 2, 3))
                .extracting(each -> each.getInteger("seq"))
                .containsExactly(29, 28);
    }

    @Test
    void a_range_with_both_bounds() {
        assertThat(find(
                        Filters.and(Filters.eq("chatId", "c3"), Filters.gt("seq", 10), Filters.lte("seq", 12)),
                        null,
                        0,
                        2))
                .hasSize(2);
        assertThat(find(
                        Filters.and(Filters.eq("chatId", "c3"), Filters.gte("seq", 10), Filters.lt("seq", 12)),
                        null,
                        0,
                        3))
                .hasSize(2);
    }

    @Test
    void a_range_matches_values_of_its_type_only() {
        assertThat(find(Filters.gt("mixed", 40), null, 0, CHATS * 5)).hasSize(CHATS * 5);
        assertThat(find(Filters.lt("mixed", "s2"), null, 0, CHATS * 5)).hasSize(CHATS * 5);
        assertThat(find(Filters.gt("mixed", "s44"), null, 0, CHATS * 5)).hasSize(CHATS * 5);
    }

    @Test
    void one_document_by_its_unique_key() {
        assertThat(find(new Document("chatId", "c3").append("seq", 5L), null, 0, 1))
                .hasSize(1);
        assertThat(find(new Document("chatId", "c3").append("seq", 5.0), Sorts.ascending("from"), 0, 1))
                .hasSize(1);
    }

    @Test
    void a_partial_index_is_used_if_the_query_implies_its_filter() {
        Document duplicate = new Document("chatId", "c3").append("clientMessageId", "m4");
        assertThat(find(duplicate, null, 0, 1)).hasSize(1);
        assertThat(find(new Document("chatId", "c3").append("clientMessageId", "none"), null, 0, 0))
                .isEmpty();
        assertThat(find(
                        new Document("chatId", "c3")
                                .append("clientMessageId", new Document("$in", List.of("m4", "m6"))),
                        null,
                        0,
                        2))
                .hasSize(2);
    }

    @Test
    void a_partial_index_is_not_used_otherwise() {
        assertThat(find(new Document("chatId", "c3").append("clientMessageId", null), null, 0, MESSAGES))
                .hasSize(MESSAGES / 2);
        assertThat(find(
                        new Document("chatId", "c3").append("clientMessageId", new Document("$exists", false)),
                        null,
                        0,
                        MESSAGES))
                .hasSize(MESSAGES / 2);
    }

    @Test
    void a_sparse_index_is_used_only_if_the_query_requires_the_field() {
        assertThat(find(Filters.eq("from", "f3"), null, 0, 1)).hasSize(1);
        assertThat(find(new Document("from", null), null, 0, CHATS * MESSAGES)).hasSize(CHATS * (MESSAGES - 1));
        assertThat(find(new Document(), Sorts.ascending("from"), 0, CHATS * MESSAGES))
                .hasSize(CHATS * MESSAGES);
    }

    @Test
    void in_is_one_scan_a_value() {
        assertThat(find(Filters.and(Filters.in("chatId", "c3", "c5", "c5"), Filters.in("seq", 1, 2)), null, 0, 4))
                .hasSize(4);
        assertThat(find(Filters.in("_id", 1001, 1002, 9999999), null, 0, 2)).hasSize(2);
        assertThat(find(Filters.in("_id", List.of()), null, 0, 0)).isEmpty();
    }

    @Test
    void an_index_sorts_by_its_fields_and_then_by_id() {
        assertThat(find(Filters.eq("status", 1), Sorts.descending("at", "_id"), 3, 3))
                .extracting(each -> each.getInteger("_id"))
                .containsExactly(37050, 33050, 29050);
    }

    @Test
    void directions_that_no_index_has_are_sorted_in_memory() {
        assertThat(find(
                        Filters.eq("status", 1),
                        Sorts.orderBy(Sorts.descending("at"), Sorts.ascending("_id")),
                        2,
                        CHATS * MESSAGES / 4))
                .extracting(each -> each.getInteger("_id"))
                .containsExactly(37050, 33050);
    }

    @Test
    void an_element_of_an_array() {
        assertThat(find(Filters.eq("tags", "t3"), null, 0, MESSAGES)).hasSize(MESSAGES);
    }

    @Test
    void counts_and_aggregations_use_indexes() {
        assertThat(examining(() -> messages.countDocuments(Filters.eq("chatId", "c3")), MESSAGES))
                .isEqualTo(MESSAGES);
        assertThat(examining(
                        () -> fixture.database
                                .runCommand(
                                        new Document("count", "messages").append("query", new Document("_id", 3001)))
                                .getInteger("n"),
                        1))
                .isEqualTo(1);
        assertThat(examining(
                        () -> messages.aggregate(List.of(
                                        new Document("$match", new Document("chatId", "c3")),
                                        new Document("$sort", new Document("seq", -1)),
                                        new Document("$limit", 3),
                                        new Document("$project", new Document("seq", 1).append("_id", 0))))
                                .into(new ArrayList<>()),
                        3))
                .containsExactly(new Document("seq", 50), new Document("seq", 49), new Document("seq", 48));
    }

    @Test
    void writes_use_indexes() {
        Document one = new Document("chatId", "c3").append("seq", 5);
        examining(() -> messages.updateOne(one, new Document("$set", new Document("text", "x"))), 1);
        examining(() -> messages.findOneAndUpdate(one, new Document("$set", new Document("text", "y"))), 1);
        examining(() -> messages.deleteOne(one), 1);
        assertThat(messages.countDocuments(one)).isZero();
    }

    private List<Document> find(Bson filter, Bson sort, int limit, int maxExamined) {
        return examining(() -> messages.find(filter).sort(sort).limit(limit).into(new ArrayList<>()), maxExamined);
    }

    private <T> T examining(Supplier<T> work, int maxExamined) {
        long before = fixture.embeddedCollection("messages").documentsExamined();
        T result = work.get();
        assertThat(fixture.embeddedCollection("messages").documentsExamined() - before)
                .as("documents examined")
                .isLessThanOrEqualTo(maxExamined);
        return result;
    }
}
