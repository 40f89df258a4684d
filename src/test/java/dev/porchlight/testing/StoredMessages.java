package dev.porchlight.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.springframework.data.mongodb.core.MongoOperations;

/** Many messages of a guest at once, as they are stored. */
public final class StoredMessages {

    private static final int BATCH = 100;

    private StoredMessages() {}

    /** For a chat without messages; its summary is not updated. */
    public static void insert(MongoOperations mongo, String chatId, String guestId, int count, String text) {
        List<Document> documents = new ArrayList<>();
        for (int seq = 1; seq <= count; seq++) {
            documents.add(new Document("_id", new ObjectId())
                    .append("chatId", new ObjectId(chatId))
                    .append("seq", (long) seq)
                    .append("from", new ObjectId(guestId))
                    .append("role", "GUEST")
                    .append("message", text)
                    .append("sentAt", Date.from(Instant.now())));
            if (documents.size() == BATCH || seq == count) {
                mongo.getCollection("messages").insertMany(documents);
                documents.clear();
            }
        }
    }
}
