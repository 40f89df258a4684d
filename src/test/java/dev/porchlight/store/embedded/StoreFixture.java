package dev.porchlight.store.embedded;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoDriverInformation;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.porchlight.store.embedded.collection.EmbeddedCollection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;

/** An embedded store, and a client with the settings of the application. */
public final class StoreFixture implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 4;

    final EmbeddedStore store;
    final MongoClient client;
    public final MongoDatabase database;

    StoreFixture(Path folder) {
        this(EmbeddedStore.Options.of(folder));
    }

    StoreFixture(EmbeddedStore.Options options) {
        this(options, TIMEOUT_SECONDS);
    }

    private StoreFixture(EmbeddedStore.Options options, int timeoutSeconds) {
        this.store = EmbeddedStore.open(options);
        this.client = client(store.connectionString(), timeoutSeconds);
        this.database = client.getDatabase("porchlight");
    }

    /**
     * Without a force to disk on each commit, and with ten times the timeout, for a busy machine. Erases as often as it
     * can, so that what is erased too much is missed.
     */
    public static StoreFixture fast(Path folder) {
        return patient(
                EmbeddedStore.Options.of(folder).withForceToDisk(false).withErasureInterval(Duration.ofMillis(500)));
    }

    /** With ten times the timeout, for a busy machine. */
    static StoreFixture patient(EmbeddedStore.Options options) {
        int seconds = 10 * TIMEOUT_SECONDS;
        return new StoreFixture(options.withMaxWait(Duration.ofSeconds(seconds)), seconds);
    }

    static MongoClient client(String connectionString) {
        return client(connectionString, 10 * TIMEOUT_SECONDS);
    }

    private static MongoClient client(String connectionString, int timeoutSeconds) {
        return MongoClients.create(settings(connectionString, timeoutSeconds));
    }

    private static MongoClientSettings settings(String connectionString, int timeoutSeconds) {
        return MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(connectionString))
                .readConcern(ReadConcern.MAJORITY)
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .timeout(timeoutSeconds, TimeUnit.SECONDS)
                .build();
    }

    /** A client without a network between it and the store, as the application has. */
    static MongoClient connect(EmbeddedStore store) {
        return connect(store, new AtomicInteger());
    }

    /** Likewise, and counts the commands that it sends. */
    static MongoClient connect(EmbeddedStore store, AtomicInteger commands) {
        MongoClientSettings counting = MongoClientSettings.builder(
                        settings(store.connectionString(), 10 * TIMEOUT_SECONDS))
                .addCommandListener(new CommandListener() {
                    @Override
                    public void commandStarted(CommandStartedEvent event) {
                        commands.incrementAndGet();
                    }
                })
                .build();
        return store.connect(counting, MongoDriverInformation.builder().build());
    }

    public MongoCollection<Document> collection(String name) {
        return database.getCollection(name);
    }

    /** The collection behind the wire protocol. */
    public EmbeddedCollection embeddedCollection(String name) {
        return (EmbeddedCollection)
                store.backend().resolveDatabase("porchlight").resolveCollection(name, true);
    }

    @Override
    public void close() {
        client.close();
        store.close();
    }
}
