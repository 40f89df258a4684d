package dev.porchlight.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoDriverInformation;
import com.mongodb.client.MongoClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;
import org.springframework.data.mongodb.core.MongoOperations;

class StoreHealthIndicatorTest {

    @TempDir
    Path folder;

    @Test
    void a_store_with_a_part_that_cannot_be_read_is_down() throws IOException {
        try (Store store = Store.openEmbedded(folder, false)) {
            fill(store);
            assertThat(status(store)).isEqualTo(Status.UP);
        }
        damage("message 150 ");

        try (Store store = Store.openEmbedded(folder, false)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> status(store).equals(Status.DOWN));
        }
    }

    private static void fill(Store store) {
        List<Document> messages = IntStream.range(0, 300)
                .mapToObj(i -> new Document("_id", i).append("text", "message " + i + " "))
                .toList();
        try (MongoClient client = store.connect(
                MongoClientSettings.builder().build(),
                MongoDriverInformation.builder().build())) {
            client.getDatabase("porchlight").getCollection("messages").insertMany(messages);
        }
    }

    /** Wherever it is: an earlier version of its page may be in the file, too. */
    private void damage(String text) throws IOException {
        Path file = folder.resolve("store.mv");
        byte[] content = Files.readAllBytes(file);
        String characters = new String(content, StandardCharsets.ISO_8859_1);
        int at = characters.indexOf(text);
        assertThat(at).isPositive();
        for (; at >= 0; at = characters.indexOf(text, at + 1)) {
            Arrays.fill(content, at, Math.min(at + 64, content.length), (byte) 0xff);
        }
        Files.write(file, content);
    }

    private static Status status(Store store) {
        return new StoreHealthIndicator(store, mock(MongoOperations.class))
                .health()
                .getStatus();
    }
}
