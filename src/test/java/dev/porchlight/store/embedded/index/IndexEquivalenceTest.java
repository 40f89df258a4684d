package dev.porchlight.store.embedded.index;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.FindOneAndDeleteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import dev.porchlight.store.embedded.StoreFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Property-based: a collection with indexes and one without, after the same random writes, return the same results of
 * random queries. A write that a unique index of the first rejects is skipped on the second.
 */
class IndexEquivalenceTest {

    private static final int STEPS = 1_200;
    private static final List<String> FIELDS = List.of("a", "b", "c", "u", "n.x", "_id");
    private static final Document FILTER_ON_C = new Document("c", new Document("$gte", 2));

    @TempDir
    Path folder;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private StoreFixture fixture;
    private MongoCollection<Document> indexed;
    private MongoCollection<Document> plain;
    private int nextId;
    private int duplicates;

    @Test
    void indexes_do_not_change_results() {
        try {
            fixture = StoreFixture.fast(folder);
            indexed = fixture.collection("indexed");
            plain = fixture.collection("plain");
            createIndexes();
            for (int step = 0; step < STEPS; step++) {
                if (step == STEPS / 2) {
                    reopen();
                }
                if (random.nextInt(3) == 0) {
                    write();
                } else {
                    compareQueries();
                }
                if (step % 100 == 0) {
                    compareContents();
                }
            }
            compareContents();
            assertThat(duplicates).as("duplicates rejected").isPositive();
            assertThat(indexed.countDocuments()).isGreaterThan(20);
        } catch (Throwable e) {
            throw new AssertionError("With seed " + seed, e);
        } finally {
            fixture.close();
        }
    }

    private void createIndexes() {
        indexed.createIndex(Indexes.ascending("a"));
        indexed.createIndex(Indexes.ascending("b", "c"));
        indexed.createIndex(Indexes.compoundIndex(Indexes.ascending("c"), Indexes.descending("a")));
        indexed.createIndex(Indexes.ascending("n.x"), new IndexOptions().sparse(true));
        indexed.createIndex(
                Indexes.ascending("b", "u"),
                new IndexOptions()
                        .unique(true)
                        .partialFilterExpression(new Document("u", new Document("$type", "string"))));
        indexed.createIndex(
                Indexes.ascending("u"),
                new IndexOptions().partialFilterExpression(new Document("u", new Document("$exists", true))));
    }

    private void reopen() {
        fixture.close();
        fixture = StoreFixture.fast(folder);
        indexed = fixture.collection("indexed");
        plain = fixture.collection("plain");
        indexed.createIndex(Indexes.ascending("a", "b")); // on existing data
    }

    private Object value() {
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> random.nextInt(8);
            case 4 -> random.nextInt(8) + 0.5;
            case 5 -> (long) random.nextInt(8);
            case 6, 7, 8 -> "s" + random.nextInt(8);
            case 9 -> null;
            case 10 -> new Date(random.nextInt(8) * 1000L);
            default -> random.nextBoolean();
        };
    }

    /** Arrays only in {@code a}: MongoDB allows one array per compound index. */
    private Object valueOf(String field) {
        if (field.equals("a") && random.nextInt(12) == 0) {
            return random.ints(random.nextInt(4), 0, 8).boxed().collect(Collectors.toList());
        }
        if (field.equals("u")) {
            return random.nextInt(4) == 0 ? value() : "u" + random.nextInt(60);
        }
        return value();
    }

    private Document document() {
        Document document = new Document("_id", nextId++);
        for (String field : List.of("a", "b", "c", "u")) {
            if (random.nextInt(5) > 0) {
                document.append(field, valueOf(field));
            }
        }
        if (random.nextInt(3) == 0) {
            document.append("n", new Document("x", value()));
        }
        return document;
    }

    private Document filter() {
        Document filter = new Document();
        int fields = random.nextInt(3) + (random.nextInt(10) == 0 ? 0 : 1);
        for (int i = 0; i < fields; i++) {
            String field = FIELDS.get(random.nextInt(FIELDS.size()));
            filter.put(field, condition(field));
        }
        return switch (random.nextInt(10)) {
            case 0 -> new Document("$or", List.of(filter, new Document("b", condition("b"))));
            case 1 -> new Document("$and", List.of(filter, new Document("c", condition("c"))));
            default -> filter;
        };
    }

    private Object operand(String field) {
        if (field.equals("_id")) {
            return random.nextInt(Math.max(1, nextId));
        }
        return field.equals("u") ? "u" + random.nextInt(60) : value();
    }

    private Object condition(String field) {
        Object operand = operand(field);
        return switch (random.nextInt(14)) {
            case 0 -> new Document("$in", Arrays.asList(operand, operand(field), operand(field)));
            case 1 -> new Document("$gt", notNull(operand));
            case 2 -> new Document("$gte", notNull(operand));
            case 3 -> new Document("$lt", notNull(operand));
            case 4 -> new Document("$lte", notNull(operand));
            case 5 -> new Document("$gt", 1).append("$lt", 5);
            case 6 -> new Document("$gte", "s1").append("$lte", "u4");
            case 7 -> new Document("$exists", random.nextBoolean());
            case 8 -> new Document("$ne", operand);
            case 9 -> new Document("$type", random.nextBoolean() ? "string" : "number");
            case 10 -> new Document("$eq", operand);
            default -> operand;
        };
    }

    private static Object notNull(Object value) {
        return value == null ? 3 : value;
    }

    private void compareQueries() {
        Document filter = filter();
        assertThat(indexed.countDocuments(filter)).as("count %s", filter).isEqualTo(plain.countDocuments(filter));
        assertThat(ids(indexed, filter, null, 0, 0))
                .as("find %s", filter)
                .containsExactlyInAnyOrderElementsOf(ids(plain, filter, null, 0, 0));
        Document sort = new Document();
        for (int i = random.nextInt(3); i > 0; i--) {
            sort.put(FIELDS.get(random.nextInt(FIELDS.size())), random.nextBoolean() ? 1 : -1);
        }
        sort.remove("_id");
        sort.put("_id", random.nextBoolean() ? 1 : -1);
        int skip = random.nextInt(3);
        int limit = random.nextInt(8);
        assertThat(ids(indexed, filter, sort, skip, limit))
                .as("find %s sort %s skip %s limit %s", filter, sort, skip, limit)
                .isEqualTo(ids(plain, filter, sort, skip, limit));
        if (random.nextInt(10) == 0) {
            String field = FIELDS.get(random.nextInt(4));
            assertThat(distinct(indexed, field, filter))
                    .as("distinct %s %s", field, filter)
                    .isEqualTo(distinct(plain, field, filter));
        }
    }

    private static List<Object> ids(
            MongoCollection<Document> collection, Document filter, Document sort, int skip, int limit) {
        return collection
                .find(filter)
                .sort(sort)
                .skip(skip)
                .limit(limit)
                .batchSize(50)
                .map(each -> each.get("_id"))
                .into(new ArrayList<>());
    }

    private Object distinct(MongoCollection<Document> collection, String field, Document filter) {
        List<?> values = fixture.database
                .runCommand(new Document("distinct", collection.getNamespace().getCollectionName())
                        .append("key", field)
                        .append("query", filter))
                .getList("values", Object.class);
        // Which of two equal numbers is returned is not defined.
        return values.stream()
                .map(each -> each instanceof Number number ? (Object) number.doubleValue() : each)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private void write() {
        Document byId = new Document("_id", random.nextInt(nextId + 1));
        Document update = update();
        switch (random.nextInt(12)) {
            case 0 ->
                writeToBoth(
                        each -> each.updateMany(filterOfMany(update), update).getModifiedCount(), filterOfMany(update));
            case 1 -> {
                Document filter = filter().append("c", value());
                writeToBoth(each -> each.deleteMany(filter).getDeletedCount(), filter);
            }
            case 2 -> writeToBoth(each -> each.deleteOne(byId).getDeletedCount(), byId);
            case 3 -> writeToBoth(each -> each.updateOne(byId, update).getMatchedCount(), update);
            case 4 ->
                writeToBoth(
                        each -> each.updateOne(byId, update, new UpdateOptions().upsert(true))
                                .getMatchedCount(),
                        update);
            case 5 ->
                writeToBoth(
                        each -> each.findOneAndUpdate(
                                byId, update, new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)),
                        update);
            case 6 -> {
                Document sort = new Document("b", 1).append("c", -1).append("_id", 1);
                Document filter = filter();
                writeToBoth(each -> each.findOneAndDelete(filter, new FindOneAndDeleteOptions().sort(sort)), filter);
            }
            case 7 -> writeBulk();
            default -> {
                Document document = document();
                writeToBoth(each -> each.insertOne(new Document(document)).wasAcknowledged(), document);
            }
        }
    }

    /** Matches nothing if the update could stop at a duplicate: which documents precede it is not defined. */
    private Document filterOfMany(Document update) {
        return update.toString().contains("u=") ? new Document("_id", -1) : FILTER_ON_C;
    }

    private Document update() {
        return switch (random.nextInt(4)) {
            case 0 -> new Document("$set", new Document("a", valueOf("a")));
            case 1 -> new Document("$set", new Document("u", valueOf("u")).append("n.x", random.nextInt(5)));
            case 2 -> new Document("$unset", new Document("c", ""));
            default -> new Document("$set", new Document("c", value()));
        };
    }

    private void writeBulk() {
        List<WriteModel<Document>> writes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Document byId = new Document("_id", random.nextInt(nextId + 1));
            writes.add(
                    switch (random.nextInt(4)) {
                        case 0 -> new UpdateOneModel<>(byId, update());
                        case 1 -> new UpdateManyModel<>(byId, update());
                        case 2 -> new DeleteManyModel<>(byId);
                        default -> new InsertOneModel<>(document());
                    });
        }
        int done = writes.size();
        try {
            indexed.bulkWrite(writes);
        } catch (MongoBulkWriteException e) {
            duplicates++;
            done = e.getWriteErrors().get(0).getIndex(); // what precedes it is applied
        }
        if (done > 0) {
            plain.bulkWrite(writes.subList(0, done));
        }
    }

    private void writeToBoth(Function<MongoCollection<Document>, Object> change, Document what) {
        Object outcome;
        try {
            outcome = change.apply(indexed);
        } catch (MongoWriteException | MongoCommandException e) {
            assertThat(((MongoException) e).getCode()).isEqualTo(11000);
            duplicates++;
            return;
        }
        assertThat(change.apply(plain)).as("%s", what).isEqualTo(outcome);
    }

    private void compareContents() {
        assertThat(all(indexed)).isEqualTo(all(plain));
        IndexVerifier.verify(fixture.embeddedCollection("indexed"));
        List<Object> keys = all(indexed).stream()
                .filter(each -> each.get("u") instanceof String)
                .map(each -> Arrays.asList(
                        each.get("b") instanceof Number n ? n.doubleValue() : each.get("b"), each.get("u")))
                .collect(Collectors.toList());
        assertThat(keys).doesNotHaveDuplicates();
    }

    private static List<Document> all(MongoCollection<Document> collection) {
        return collection.find().sort(new Document("_id", 1)).into(new ArrayList<>());
    }
}
