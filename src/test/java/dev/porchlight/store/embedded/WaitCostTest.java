package dev.porchlight.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.porchlight.testing.Cost;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cost for a read of waiting for commits when none is pending; docs/performance.md has a result. */
@Tag("long")
class WaitCostTest {

    private static final int READS = 1_000;

    @TempDir
    Path folder;

    @Test
    void waiting_for_no_commit_costs_less_than_a_tenth_of_a_read() {
        try (StoreFixture fixture = StoreFixture.fast(folder)) {
            MongoCollection<Document> messages = fixture.collection("messages");
            messages.insertOne(new Document("_id", 1));
            GroupCommit groupCommit = fixture.store.groupCommit();

            Cost wait = Cost.of(
                    "the wait of a read for commits, none pending",
                    50_000_000,
                    times -> IntStream.range(0, times).forEach(i -> groupCommit.awaitDurable(Deadline.NONE)),
                    times -> IntStream.range(0, times).forEach(i -> {}));
            Cost read = Cost.of(
                    "a read of one document, all of it",
                    READS,
                    times -> IntStream.range(0, times)
                            .forEach(i -> messages.find(new Document("_id", 1)).first()),
                    times -> {});

            assertThat(wait.micros()).isLessThan(read.micros() / 10);
        }
    }
}
