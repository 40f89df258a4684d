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

/** What it costs a read that it waits for commits, when there is none to wait for; docs/performance.md has a run. */
@Tag("long")
class WaitCostTest {

    private static final int READS = 1_000;

    @TempDir
    Path folder;

    @Test
    void a_read_that_may_have_to_wait() {
        try (StoreFixture fixture = StoreFixture.fast(folder)) {
            MongoCollection<Document> messages = fixture.collection("messages");
            messages.insertOne(new Document("_id", 1));
            CommitGate gate = fixture.store.gate();

            Cost wait = Cost.of(
                    "the wait of a read for commits, none pending",
                    50_000_000,
                    times -> IntStream.range(0, times).forEach(i -> gate.awaitDurable()),
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
