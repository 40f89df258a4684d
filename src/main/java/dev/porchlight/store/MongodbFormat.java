package dev.porchlight.store;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.store.embedded.storage.StoreFormat;
import org.bson.Document;

/** The version of what is stored in a MongoDB; the embedded store has it in its file. */
final class MongodbFormat {

    private static final String ID = "format";
    private static final String VERSION = "version";

    private MongodbFormat() {}

    /**
     * Notes the version of this program, unless it is there; a database of before has none.
     *
     * @throws InvalidSettingException if a later version has written to the database; nothing is changed
     */
    static void require(MongoDatabase database) {
        MongoCollection<Document> collection = database.getCollection("storeFormat");
        Document stored = collection.find(eq(ID)).first();
        int version = stored == null ? 0 : stored.get(VERSION, Number.class).intValue();
        if (version > StoreFormat.VERSION) {
            throw new InvalidSettingException(Store.newer(
                    "The database in MONGODB_URI",
                    "it has format " + version + ", and this version knows none after " + StoreFormat.VERSION));
        }
        if (version < StoreFormat.VERSION) {
            collection.updateOne(eq(ID), Updates.max(VERSION, StoreFormat.VERSION), new UpdateOptions().upsert(true));
        }
    }
}
