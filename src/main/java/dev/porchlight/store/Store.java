package dev.porchlight.store;

import com.mongodb.ConnectionString;
import com.mongodb.MongoCredential;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.store.embedded.DataFolderInUseException;
import dev.porchlight.store.embedded.EmbeddedStore;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;

/** Where everything is kept: MongoDB at {@code MONGODB_URI}, or else the one that lives in this process. */
public final class Store implements MongoConnectionDetails, AutoCloseable {

    private static final String DEFAULT_DATABASE = "porchlight";

    private final ConnectionString connectionString;
    private final @Nullable EmbeddedStore embedded;
    private final String description;

    private Store(ConnectionString connectionString, @Nullable EmbeddedStore embedded, String description) {
        this.connectionString = connectionString;
        this.embedded = embedded;
        this.description = description;
    }

    public static Store embeddedIn(Path folder, boolean forceToDisk) {
        try {
            EmbeddedStore embedded =
                    EmbeddedStore.open(EmbeddedStore.Options.of(folder).withForceToDisk(forceToDisk));
            return new Store(
                    withDatabase(embedded.connectionString()),
                    embedded,
                    folder.toAbsolutePath().normalize().toString());
        } catch (DataFolderInUseException e) {
            throw new InvalidSettingException(
                    folder.toAbsolutePath()
                            + " is in use by another Porchlight: stop it, or set PORCHLIGHT_DATA to another folder.",
                    e);
        } catch (UncheckedIOException e) {
            throw new InvalidSettingException(
                    "PORCHLIGHT_DATA must be a folder that this user can write to, and " + folder + " is not.", e);
        }
    }

    /** For a command that may run beside a Porchlight that is on, whose store it uses then. */
    public static Store beside(Path folder, boolean forceToDisk) {
        try {
            return embeddedIn(folder, forceToDisk);
        } catch (InvalidSettingException e) {
            if (e.getCause() instanceof DataFolderInUseException) {
                return EmbeddedStore.openElsewhere(folder)
                        .map(uri -> new Store(withDatabase(uri), null, folder.toString()))
                        .orElseThrow(() -> e);
            }
            throw e;
        }
    }

    public static Store at(String mongodbUri) {
        try {
            ConnectionString uri = withDatabase(mongodbUri);
            return new Store(uri, null, "MongoDB at " + String.join(", ", uri.getHosts()));
        } catch (IllegalArgumentException e) {
            // The cause is left out: it repeats the address, and with it the password.
            throw new InvalidSettingException(
                    "MONGODB_URI must look like mongodb://user:password@host:27017/porchlight;"
                            + " leave it unset to keep data in PORCHLIGHT_DATA.");
        }
    }

    /** A user without an {@code authSource} is looked for in the database that is named: naming one must not move her. */
    private static ConnectionString withDatabase(String uri) {
        ConnectionString given = new ConnectionString(uri);
        if (given.getDatabase() != null) {
            return given;
        }
        String[] parts = uri.split("\\?", 2);
        boolean slash = parts[0].indexOf('/', parts[0].indexOf("://") + 3) > 0;
        String options = parts.length > 1 ? parts[1] : "";
        MongoCredential user = given.getCredential();
        if (user != null && !options.toLowerCase(Locale.ROOT).contains("authsource=")) {
            options += (options.isEmpty() ? "" : "&") + "authSource=" + user.getSource();
        }
        return new ConnectionString(
                parts[0] + (slash ? "" : "/") + DEFAULT_DATABASE + (options.isEmpty() ? "" : "?" + options));
    }

    @Override
    public ConnectionString getConnectionString() {
        return connectionString;
    }

    /** Where data is, in words for the log: without a password. */
    public String description() {
        return description;
    }

    /** Whether an embedded store still takes writes; of another nothing is known here. */
    boolean isHealthy() {
        return embedded == null || embedded.isHealthy();
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
