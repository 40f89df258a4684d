package dev.porchlight.store.embedded;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.bson.Document;

/** The process that {@link KillTest} kills. Prints what was acknowledged and what was read. */
final class KillWorker {

    static final int CHATS = 5;
    private static final int WRITERS = 6;

    private KillWorker() {}

    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = System.out;
        boolean forceToDisk = Boolean.parseBoolean(arguments[1]);
        EmbeddedStore store = EmbeddedStore.open(EmbeddedStore.Options.of(Path.of(arguments[0]))
                .withForceToDisk(forceToDisk)
                .withErasureInterval(Duration.ofMillis(100)));
        MongoClient client = StoreFixture.client(store.connectionString());
        MongoCollection<Document> messages = client.getDatabase("porchlight").getCollection("messages");
        MongoCollection<Document> counters = client.getDatabase("porchlight").getCollection("counters");
        createIndexes(messages);
        counters.createIndex(Indexes.ascending("value"));
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            start(() -> write(messages, counters, writer, out));
        }
        for (int i = 0; i < 2; i++) {
            int reader = i;
            start(() -> read(messages, reader, out));
        }
        out.println("ready");
        Thread.sleep(arguments.length > 2 ? Long.parseLong(arguments[2]) : 60_000);
    }

    static void createIndexes(MongoCollection<Document> messages) {
        messages.createIndex(Indexes.ascending("chatId", "seq"), new IndexOptions().unique(true));
        messages.createIndex(
                Indexes.ascending("chatId", "clientMessageId"),
                new IndexOptions()
                        .unique(true)
                        .partialFilterExpression(new Document("clientMessageId", new Document("$type", "string"))));
        messages.createIndex(Indexes.ascending("writer"));
    }

    private static void start(Runnable loop) {
        Thread thread = new Thread(() -> {
            while (true) {
                loop.run();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void write(
            MongoCollection<Document> messages, MongoCollection<Document> counters, int writer, PrintStream out) {
        Random random = new Random();
        String chat = "c" + random.nextInt(CHATS);
        Document last = messages.find(Filters.eq("chatId", chat))
                .sort(Sorts.descending("seq"))
                .first();
        int seq = last == null ? 1 : last.getInteger("seq") + 1;
        String id = UUID.randomUUID().toString();
        try {
            messages.insertOne(new Document("chatId", chat)
                    .append("seq", seq)
                    .append("writer", writer)
                    .append("text", "x".repeat(random.nextInt(300)))
                    .append("clientMessageId", id));
            out.println("stored " + chat + " " + seq + " " + id);
        } catch (MongoWriteException e) {
            return; // another writer took this seq
        }
        if (random.nextInt(4) == 0) {
            messages.updateOne(Filters.eq("clientMessageId", id), Updates.set("writer", writer + 100));
            out.println("updated " + chat + " " + seq + " " + (writer + 100));
        }
        if (random.nextInt(4) == 0) {
            Document counter = counters.findOneAndUpdate(
                    Filters.eq("_id", writer),
                    Updates.inc("value", 1),
                    new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER));
            out.println("counter " + writer + " " + counter.getInteger("value"));
        }
    }

    private static void read(MongoCollection<Document> messages, int reader, PrintStream out) {
        String chat = "c" + new Random().nextInt(CHATS);
        Document last = reader == 0
                ? messages.find(Filters.eq("chatId", chat))
                        .sort(Sorts.descending("seq"))
                        .first()
                : messages.aggregate(List.of(
                                new Document("$match", new Document("chatId", chat)),
                                new Document("$sort", new Document("seq", -1)),
                                new Document("$limit", 1)))
                        .first();
        if (last != null) {
            out.println("read " + chat + " " + last.getInteger("seq") + " " + last.getString("clientMessageId"));
        }
    }
}
