package dev.porchlight.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million messages in 512 MB of heap: reads stay as fast as with a thousand, and the file stays bounded. */
@Tag("long")
class MillionTest {

    private static final int MESSAGES_OF_A_CHAT = 50;

    @TempDir
    Path folder;

    @Test
    void reads_of_a_million_messages_are_as_fast_as_of_a_thousand() throws Exception {
        Process process = KillTest.fork("-Xmx512m", MillionTest.class, folder.toString());
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.println(output);
        assertThat(process.waitFor()).isZero();
        String[] result = output.substring(output.indexOf("RESULT")).trim().split("\\s+");
        double ofThousand = Double.parseDouble(result[1]);
        double ofMillion = Double.parseDouble(result[2]);
        long largest = Long.parseLong(result[3]);
        long live = FileSizeTest.live(folder.resolve("store.mv"));
        System.out.printf("Largest file %d MB, live %d MB%n", largest >> 20, live >> 20);
        assertThat(ofMillion).as("ms for the last 20, of a million").isLessThan(3 * ofThousand);
        assertThat(largest).as("largest file").isLessThan(3 * live + (64L << 20));
    }

    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[0]);
        long largest = 0;
        try (StoreFixture fixture = new StoreFixture(data)) {
            MongoCollection<Document> messages = fixture.collection("messages");
            KillWorker.createIndexes(messages);
            Random random = new Random(1);
            double ofThousand = 0;
            long start = System.nanoTime();
            for (int batch = 0; batch < 1_000; batch++) {
                messages.insertMany(batch(batch, random));
                if (batch == 0) {
                    medianMillisOfLastTwenty(messages, 20, 2_000); // warms up
                    ofThousand = medianMillisOfLastTwenty(messages, 20, 1_000);
                }
                largest = Math.max(largest, Files.size(data.resolve("store.mv")));
            }
            System.out.printf("Filled in %d s%n", (System.nanoTime() - start) / 1_000_000_000);
            double ofMillion = medianMillisOfLastTwenty(messages, 20_000, 1_000);
            start = System.nanoTime();
            int updates = 0;
            while (System.nanoTime() - start < 30_000_000_000L) {
                messages.updateOne(
                        Filters.and(
                                Filters.eq("chatId", "c" + random.nextInt(20_000)),
                                Filters.eq("seq", 1 + random.nextInt(MESSAGES_OF_A_CHAT))),
                        Updates.set("text", "y".repeat(random.nextInt(160))));
                updates++;
                largest = Math.max(largest, Files.size(data.resolve("store.mv")));
            }
            System.out.printf("%d updates in 30 s%n", updates);
            System.out.printf("Last 20: %.2f ms of 1,000, %.2f ms of 1,000,000%n", ofThousand, ofMillion);
            System.out.println("RESULT " + ofThousand + " " + ofMillion + " " + largest);
        }
    }

    /** 20 chats at a time with interleaved messages, as in production. */
    private static List<Document> batch(int batch, Random random) {
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            documents.add(new Document("chatId", "c" + (batch * 20 + i % 20))
                    .append("seq", 1 + i / 20)
                    .append("writer", i % 2)
                    .append("text", "x".repeat(random.nextInt(160)))
                    .append("clientMessageId", UUID.randomUUID().toString()));
        }
        return documents;
    }

    private static double medianMillisOfLastTwenty(MongoCollection<Document> messages, int chats, int times) {
        Random random = new Random(2);
        double[] millis = new double[times];
        for (int i = 0; i < times; i++) {
            String chat = "c" + random.nextInt(chats);
            long start = System.nanoTime();
            int found = messages.find(Filters.eq("chatId", chat))
                    .sort(Sorts.descending("seq"))
                    .limit(20)
                    .into(new ArrayList<>())
                    .size();
            millis[i] = (System.nanoTime() - start) / 1e6;
            if (found != 20) {
                throw new IllegalStateException(chat + " has " + found);
            }
        }
        Arrays.sort(millis);
        return millis[times / 2];
    }
}
