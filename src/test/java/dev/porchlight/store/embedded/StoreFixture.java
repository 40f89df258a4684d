package dev.porchlight.store.embedded;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/** A store and a client with the settings that Porchlight uses. */
final class StoreFixture implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 4;

    final EmbeddedStore store;
    final MongoClient client;
    final MongoDatabase database;

    StoreFixture(Path folder) {
        this(EmbeddedStore.Options.of(folder));
    }

    StoreFixture(EmbeddedStore.Options options) {
        this(options, PATIENCE_SECONDS);
    }

    private StoreFixture(EmbeddedStore.Options options, int patienceSeconds) {
        this.store = EmbeddedStore.open(options);
        this.client = client(store.connectionString(), patienceSeconds);
        this.database = client.getDatabase("porchlight");
    }

    /** Without a force to disk after each commit, and with patience beside other tests, which are at work too. */
    static StoreFixture fast(Path folder) {
        return new StoreFixture(EmbeddedStore.Options.of(folder).withForceToDisk(false), 10 * PATIENCE_SECONDS);
    }

    static MongoClient client(String connectionString) {
        return client(connectionString, 10 * PATIENCE_SECONDS);
    }

    private static MongoClient client(String connectionString, int patienceSeconds) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(connectionString))
                .readConcern(ReadConcern.MAJORITY)
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .timeout(patienceSeconds, TimeUnit.SECONDS)
                .build());
    }

    MongoCollection<Document> collection(String name) {
        return database.getCollection(name);
    }

    EmbeddedCollection inside(String name) {
        return (EmbeddedCollection)
                store.backend().resolveDatabase("porchlight").resolveCollection(name, true);
    }

    @Override
    public void close() {
        client.close();
        store.close();
    }
}
