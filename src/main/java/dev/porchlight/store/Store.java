package dev.porchlight.store;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.MongoDriverInformation;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.store.embedded.DataFolderInUseException;
import dev.porchlight.store.embedded.EmbeddedStore;
import dev.porchlight.store.embedded.NewerFormatException;
import dev.porchlight.store.embedded.NoLoopbackException;
import dev.porchlight.store.embedded.UnreadableStoreException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.core.NestedExceptionUtils;

/** The database of everything: MongoDB at {@code MONGODB_URI}, or else the embedded store in this process. */
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

    /**
     * Opens the embedded store in a data folder; creates it if absent.
     *
     * @throws InvalidSettingException if the folder is in use, cannot be written, or holds a damaged store or one of a
     *     later version
     */
    public static Store openEmbedded(Path folder, boolean forceToDisk) {
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
        } catch (NoLoopbackException e) {
            throw new InvalidSettingException(
                    "The embedded store needs the loopback address of this machine, " + reason(e)
                            + ": bring it up (ip link set lo up), or set MONGODB_URI.",
                    e);
        } catch (UncheckedIOException e) {
            throw new InvalidSettingException(
                    "PORCHLIGHT_DATA must be a folder that this user can write to, on a disk with room; " + folder
                            + " is not (" + reason(e) + ").",
                    e);
        } catch (UnreadableStoreException e) {
            throw new InvalidSettingException(unreadable(folder.resolve("store.mv"), e), e);
        } catch (NewerFormatException e) {
            throw new InvalidSettingException(
                    newer("The store in PORCHLIGHT_DATA, " + folder.toAbsolutePath() + ",", e.getMessage()), e);
        }
    }

    /** @param what of a store, with its setting */
    static String newer(String what, @Nullable String why) {
        return what + " was written by a later version of Porchlight (" + why
                + "): start that version again, or restore the backup made before the upgrade. Nothing was changed.";
    }

    static String unreadable(Path file, UnreadableStoreException e) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(e);
        String what =
                "The store in PORCHLIGHT_DATA, " + file.toAbsolutePath() + ", cannot be opened (" + reason(e) + "): ";
        if (cause instanceof OutOfMemoryError) {
            return what
                    + "the heap is too small for it, so give Java more (-Xmx, or the memory of the unit or container);"
                    + " only if no heap is large enough, the file is damaged.";
        }
        return what + "see whether its disk is full or broken; if the file is damaged, move the whole folder away,"
                + " which loses nothing, and restore a backup of it.";
    }

    /**
     * For a command: connects to the embedded store of a running Porchlight if there is one, or else opens it.
     *
     * @throws InvalidSettingException as {@link #openEmbedded}
     */
    public static Store connectOrOpenEmbedded(Path folder, boolean forceToDisk) {
        try {
            return openEmbedded(folder, forceToDisk);
        } catch (InvalidSettingException e) {
            if (e.getCause() instanceof DataFolderInUseException) {
                return EmbeddedStore.connectionStringOfRunning(folder)
                        .map(uri -> new Store(withDatabase(uri), null, folder.toString()))
                        .orElseThrow(() -> e);
            }
            throw e;
        }
    }

    /**
     * A MongoDB server. Does not connect: the client does.
     *
     * @throws InvalidSettingException if this is no connection string
     */
    public static Store mongodb(String mongodbUri) {
        try {
            ConnectionString uri = withDatabase(mongodbUri);
            return new Store(uri, null, "MongoDB at " + String.join(", ", uri.getHosts()));
        } catch (IllegalArgumentException e) {
            // Without its cause, whose message has the connection string and with it the password.
            throw new InvalidSettingException(
                    "MONGODB_URI must look like mongodb://user:password@host:27017/porchlight;"
                            + " leave it unset to keep data in PORCHLIGHT_DATA.");
        }
    }

    /**
     * Adds our database to a connection string that names none, and keeps its {@code authSource}: MongoDB's default for
     * that is the database that is named.
     */
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

    private static String reason(Throwable thrown) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(thrown);
        if (cause instanceof FileSystemException failure && failure.getReason() == null) {
            return failure.getFile() + ": " + reasonByType(failure);
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** The JDK says of some only which file it is. */
    private static String reasonByType(FileSystemException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "it is no folder";
        }
        return failure instanceof NoSuchFileException
                ? "it does not exist"
                : failure.getClass().getSimpleName();
    }

    /** A client of this store; of an embedded one without a network between them. */
    MongoClient connect(MongoClientSettings settings, MongoDriverInformation driver) {
        return embedded == null ? MongoClients.create(settings, driver) : embedded.connect(settings, driver);
    }

    /** {@code null} for a MongoDB server. */
    @Nullable
    EmbeddedStore embedded() {
        return embedded;
    }

    /** Whether other processes may use it now. */
    public boolean isShared() {
        return embedded == null;
    }

    /** Whether it is the embedded store, in this process. */
    public boolean isEmbedded() {
        return embedded != null;
    }

    /** Of the embedded store, in bytes. */
    public long size() {
        return requireEmbedded().size();
    }

    /** As {@link EmbeddedStore#copyTo}. */
    public void copyTo(Path file) {
        requireEmbedded().copyTo(file);
    }

    /** As {@link EmbeddedStore#onBackupCommand}. */
    public void onBackupCommand(Supplier<String> backup) {
        requireEmbedded().onBackupCommand(backup);
    }

    private EmbeddedStore requireEmbedded() {
        return Objects.requireNonNull(embedded, "Only of the embedded store");
    }

    /** For the log; without a password. */
    public String description() {
        return description;
    }

    /** Whether an embedded store still accepts writes, and no part of it was found unreadable; always true of MongoDB. */
    boolean isHealthy() {
        return embedded == null || embedded.isHealthy() && !embedded.isDamaged();
    }

    /**
     * Runs the action once, with the cause, when an embedded store has failed for good, at once if it already has; never
     * for a MongoDB server, which comes back. The action must not block.
     */
    public void whenFailed(Consumer<Throwable> action) {
        if (embedded != null) {
            embedded.whenFailed(action);
        }
    }

    /** Runs the action with what a command of an embedded store fails with unexpectedly. It must not block. */
    public void onError(Consumer<Throwable> action) {
        if (embedded != null) {
            embedded.onError(action);
        }
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
