package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.MongoServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import lombok.extern.slf4j.Slf4j;
import org.h2.mvstore.MVStore;

/**
 * A MongoDB in this process: speaks its wire protocol on a port of the loopback address, without a password, and keeps
 * everything in one file of a data folder. What it has acknowledged survives the end of the process; with {@link
 * Options#forceToDisk} that of the machine too. See docs/decisions/embedded-store.md for what it cannot do.
 */
@Slf4j
public final class EmbeddedStore implements AutoCloseable {

    /**
     * How to open a store.
     *
     * @param folder where the data is; created if absent
     * @param forceToDisk whether a reply waits until the data has reached the disk, and not just the operating system;
     *     if not, the data survives any end of the process, but a power failure may damage it
     * @param cacheMegabytes how much of the file is kept in memory, at least 1
     * @param connectionThreads how many connections are served at the same time, at least 1; more of them take turns
     * @param expirySweep how often documents that have expired by a TTL index are removed
     */
    public record Options(
            Path folder, boolean forceToDisk, int cacheMegabytes, int connectionThreads, Duration expirySweep) {

        public Options {
            if (cacheMegabytes < 1 || connectionThreads < 1 || expirySweep.toMillis() < 1) {
                throw new IllegalArgumentException("Cache, threads and interval must be positive");
            }
        }

        /** Forced to disk, 64 MB of cache, 64 threads, a sweep every minute. */
        public static Options of(Path folder) {
            return new Options(folder, true, 64, 64, Duration.ofMinutes(1));
        }

        public Options withForceToDisk(boolean force) {
            return new Options(folder, force, cacheMegabytes, connectionThreads, expirySweep);
        }

        public Options withExpirySweep(Duration interval) {
            return new Options(folder, forceToDisk, cacheMegabytes, connectionThreads, interval);
        }
    }

    private static final String LOOPBACK = "127.0.0.1";

    private final FolderLock lock;
    private final MVStore store;
    private final CommitGate gate;
    private final EmbeddedBackend backend;
    private final Housekeeping housekeeping;
    private final MongoServer server;
    private final String connectionString;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedStore(FolderLock lock, MVStore store, Options options) {
        this.lock = lock;
        this.store = store;
        this.gate = new CommitGate(store, options.forceToDisk());
        this.backend = new EmbeddedBackend(store, gate);
        this.server = new MongoServer(backend);
        server.bind(new InetSocketAddress(LOOPBACK, 0), 1, options.connectionThreads());
        tellPort(lock.portFile(), server.getLocalAddress().getPort());
        this.housekeeping = new Housekeeping(store, gate, backend, options.expirySweep());
        this.connectionString =
                "mongodb://" + LOOPBACK + ":" + server.getLocalAddress().getPort();
    }

    /**
     * Opens the store, or creates it.
     *
     * @throws DataFolderInUseException if it is open already, here or in another process
     * @throws java.io.UncheckedIOException if the folder cannot be created or written
     */
    public static EmbeddedStore open(Options options) {
        return Uninterruptibly.run(() -> {
            FolderLock lock = FolderLock.acquire(options.folder());
            MVStore store = null;
            try {
                store = new MVStore.Builder()
                        .fileName(lock.storeFile().toString())
                        .autoCommitDisabled()
                        .autoCommitBufferSize(0)
                        .cacheSize(options.cacheMegabytes())
                        .pageSplitSize(4096)
                        .open();
                store.setVersionsToKeep(0);
                // Space is used again at once: readers protect what they read, and a commit the state before it.
                store.setRetentionTime(0);
                return new EmbeddedStore(lock, store, options);
            } catch (RuntimeException | Error e) {
                if (store != null) {
                    store.closeImmediately();
                }
                lock.close();
                throw e;
            }
        });
    }

    /**
     * The store that another process has open in a folder, as {@link #open} found out.
     *
     * @return for a driver; empty if it does not say
     */
    public static Optional<String> openElsewhere(Path folder) {
        try {
            return Optional.of("mongodb://" + LOOPBACK + ":"
                    + Integer.parseInt(
                            Files.readString(FolderLock.portFile(folder)).strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** For a driver in this process or on this machine. */
    public String connectionString() {
        return connectionString;
    }

    /** Whether writes are still possible: not after a failed write, nor once closed. Costs next to nothing. */
    public boolean isHealthy() {
        return !closed.get() && gate.isHealthy();
    }

    /** Ends all connections, waits for the commands that are running, and closes the file. Once is enough. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Uninterruptibly.run(() -> {
            try (lock) {
                server.shutdownNow();
                housekeeping.close();
                Housekeeping.forgetUnusedVersions(store);
                store.close();
            }
            return null;
        });
    }

    private static void tellPort(Path file, int port) {
        try {
            Files.writeString(file, port + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For tests. */
    EmbeddedBackend backend() {
        return backend;
    }

    /** For tests. */
    CommitGate gate() {
        return gate;
    }

    /** For tests. */
    MVStore store() {
        return store;
    }
}
