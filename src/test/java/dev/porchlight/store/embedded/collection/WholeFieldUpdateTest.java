package dev.porchlight.store.embedded.collection;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.result.UpdateResult;
import dev.porchlight.store.embedded.StoreFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library applies an upsert: on a document that exists it must do what an update without one does. */
class WholeFieldUpdateTest {

    private static final int STEPS = 400;
    private static final List<String> FIELDS =
            List.of("a", "b", "c", "a", "b", "c", "a", "b", "c", "n", "n.x", "_id", "l.0", "$x", "");

    @TempDir
    Path folder;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private StoreFixture fixture;
    private MongoCollection<Document> updated;
    private MongoCollection<Document> upserted;

    @BeforeEach
    void open() {
        fixture = StoreFixture.fast(folder);
        updated = fixture.collection("updated");
        upserted = fixture.collection("upserted");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void an_update_of_whole_fields_does_what_the_library_does() {
        int applied = 0;
        int rejected = 0;
        for (int step = 0; step < STEPS; step++) {
            if (step % 20 == 0) {
                Document document = new Document("_id", 1)
                        .append("b", value())
                        .append("l", List.of(1, 2))
                        .append("n", new Document("x", 1));
                updated.drop();
                upserted.drop();
                updated.insertOne(document);
                upserted.insertOne(document);
            }
            Document update = update();
            Object outcome = outcome(updated, update, false);
            assertThat(outcome).as("%s with seed %s", update, seed).isEqualTo(outcome(upserted, update, true));
            assertThat(normalized(updated.find().first()))
                    .as("%s with seed %s", update, seed)
                    .isEqualTo(normalized(upserted.find().first()));
            if (outcome.equals(1L)) {
                applied++;
            } else {
                rejected++;
            }
        }
        assertThat(applied).isGreaterThan(STEPS / 4);
        assertThat(rejected).isGreaterThan(STEPS / 40);
    }

    @Test
    void an_update_that_matches_nothing_or_changes_nothing_says_so() {
        updated.insertOne(new Document("_id", 1).append("a", "x"));

        UpdateResult none = updated.updateOne(new Document("_id", 2), set("a", "y"));
        assertThat(none.getMatchedCount()).isZero();
        UpdateResult same = updated.updateOne(new Document("_id", 1), set("a", "x"));
        assertThat(same.getMatchedCount()).isEqualTo(1);
        assertThat(same.getModifiedCount()).isZero();

        assertThat(updated.find()).containsExactly(new Document("_id", 1).append("a", "x"));
    }

    @Test
    void a_replacement_is_none_even_by_a_document_that_looks_like_one() {
        updated.insertOne(new Document("_id", 1).append("a", "x"));

        updated.replaceOne(new Document("_id", 1), new Document("set", new Document("a", "y")));
        assertThat(updated.find()).containsExactly(new Document("_id", 1).append("set", new Document("a", "y")));

        updated.replaceOne(new Document("_id", 1), new Document());
        assertThat(updated.find()).containsExactly(new Document("_id", 1));
    }

    private static Document set(String field, Object value) {
        return new Document("$set", new Document(field, value));
    }

    private static Object outcome(MongoCollection<Document> collection, Document update, boolean upsert) {
        try {
            return collection
                    .updateOne(new Document("_id", 1), update, new UpdateOptions().upsert(upsert))
                    .getMatchedCount();
        } catch (MongoException e) {
            return e.getCode();
        }
    }

    private Document update() {
        Document update = new Document();
        for (int i = random.nextInt(3); i >= 0; i--) {
            Document changes = new Document();
            for (int j = random.nextInt(2); j >= 0; j--) {
                changes.put(FIELDS.get(random.nextInt(FIELDS.size())), value());
            }
            update.put(List.of("$set", "$set", "$unset", "$max", "$max", "$min").get(random.nextInt(6)), changes);
        }
        return update;
    }

    private Object value() {
        return switch (random.nextInt(9)) {
            case 0 -> null;
            case 1 -> random.nextInt(5) + 0.5;
            case 2 -> (long) random.nextInt(5);
            case 3 -> "s" + random.nextInt(5);
            case 4 -> new Document("y", random.nextInt(3));
            case 5 -> Arrays.asList(random.nextInt(3), null);
            default -> random.nextInt(5);
        };
    }

    /** With the order of the fields; of equal numbers the library keeps the first, whatever its type. */
    private static Object normalized(Object value) {
        if (value instanceof Document document) {
            List<Object> all = new ArrayList<>();
            document.forEach((field, each) -> all.add(Arrays.asList(field, normalized(each))));
            return all;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(WholeFieldUpdateTest::normalized).collect(Collectors.toList());
        }
        return value instanceof Number number ? number.doubleValue() : value;
    }
}
