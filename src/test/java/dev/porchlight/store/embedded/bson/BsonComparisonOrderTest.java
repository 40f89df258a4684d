package dev.porchlight.store.embedded.bson;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BsonComparisonOrderTest {

    /** By type as on MongoDB, and by value within each type. */
    private static final List<Object> ASCENDING = Arrays.asList(
            MinKey.getInstance(),
            BsonComparisonOrder.beforeNull(),
            null,
            -1,
            0,
            2.5,
            3_000_000_000L,
            3_000_000_000.5,
            Long.MAX_VALUE - 1,
            Long.MAX_VALUE,
            BsonComparisonOrder.startOfType("any"),
            "",
            "a",
            "b",
            BsonComparisonOrder.endOfType("any"),
            new Document(),
            new Document("a", 1),
            new Document("a", 1).append("b", 1),
            new Document("a", 2),
            new Document("b", 1),
            new Document("a", "text"),
            List.of(),
            List.of(1),
            List.of(1, 2),
            List.of(2),
            new UUID(1, 1),
            new UUID(1, -1),
            new UUID(-1, 1),
            false,
            true,
            Instant.EPOCH,
            Instant.EPOCH.plusSeconds(1),
            MaxKey.getInstance(),
            BsonComparisonOrder.MAX);

    @Test
    void is_a_total_order() {
        for (int i = 0; i < ASCENDING.size(); i++) {
            for (int j = 0; j < ASCENDING.size(); j++) {
                Object a = ASCENDING.get(i);
                Object b = ASCENDING.get(j);
                assertThat(Integer.signum(BsonComparisonOrder.compare(a, b)))
                        .as("%s compared with %s", a, b)
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    static List<List<Object>> equalValues() {
        return List.of(
                Arrays.asList(null, Missing.getInstance()),
                List.of(0, -0.0),
                List.of(2, 2L),
                List.of(2L, 2.0),
                List.of(new Document("a", 1), new Document("a", 1.0)),
                List.of(List.of(1), List.of(1L)));
    }

    @ParameterizedTest
    @MethodSource("equalValues")
    void equal_values_of_different_classes_compare_as_equal(List<Object> values) {
        assertThat(BsonComparisonOrder.compare(values.get(0), values.get(1))).isZero();
    }
}
