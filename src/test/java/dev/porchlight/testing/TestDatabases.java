package dev.porchlight.testing;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * With {@code MONGODB_URI} set, a test that needs its own store gets a database there, dropped when the run ends; with the
 * system property {@code porchlight.test.store=process}, one in an embedded store in a process of its own.
 */
public final class TestDatabases {

    private static final String PREFIX = "porchlight-test-";
    private static final Optional<String> SERVER = "process".equals(System.getProperty("porchlight.test.store"))
            ? Optional.of(StoreProcess.start())
            : Optional.ofNullable(System.getenv("MONGODB_URI")).filter(uri -> !uri.isBlank());
    private static final Set<String> NAMES = ConcurrentHashMap.newKeySet();

    private TestDatabases() {}

    /** Where a new database is; empty if there is no server: then the embedded store serves. */
    public static Optional<String> newUri() {
        return SERVER.map(uri -> {
            String name = PREFIX + UUID.randomUUID();
            NAMES.add(name);
            return withDatabase(uri, name);
        });
    }

    public static void drop() {
        if (!NAMES.isEmpty()) {
            try (MongoClient client = MongoClients.create(SERVER.orElseThrow())) {
                NAMES.forEach(name -> client.getDatabase(name).drop());
            }
        }
    }

    /** Keeps the authentication database of the credentials. */
    static String withDatabase(String uri, String name) {
        ConnectionString before = new ConnectionString(uri);
        String[] parts = uri.split("\\?", 2);
        int slash = parts[0].indexOf('/', parts[0].indexOf("://") + 3);
        String options = parts.length > 1 ? "?" + parts[1] : "";
        if (before.getCredential() != null && !options.contains("authSource=")) {
            options += (options.isEmpty() ? "?" : "&") + "authSource="
                    + before.getCredential().getSource();
        }
        return (slash < 0 ? parts[0] : parts[0].substring(0, slash)) + "/" + name + options;
    }
}
