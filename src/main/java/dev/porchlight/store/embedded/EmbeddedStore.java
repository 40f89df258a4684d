package dev.porchlight.store.embedded;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoDriverInformation;
import com.mongodb.client.MongoClient;
import de.bwaldvogel.mongo.MongoServer;
import dev.porchlight.store.embedded.inprocess.InProcessStreams;
import dev.porchlight.store.embedded.storage.ErasableFile;
import dev.porchlight.store.embedded.storage.Erasure;
import dev.porchlight.store.embedded.storage.Versions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import lombok.extern.slf4j.Slf4j;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * A MongoDB server in this process: speaks the wire protocol on a port of the loopback address, without a password, and
 * stores everything in one file of a data folder. Acknowledged writes survive a crash of the process and, with {@link
 * Options#forceToDisk}, of the machine. docs/decisions/embedded-store.md says what it does not support.
 */
@Slf4j
public final class EmbeddedStore implements AutoCloseable {

    /**
     * @param folder of the data; created if absent
     * @param forceToDisk whether a reply waits until the data is on the disk, and not just in the operating system's
     *     cache; without, a power failure may damage the file
     * @param cacheMegabytes size of the page cache, at least 1
     * @param connectionThreads how many connections are served in parallel, at least 1
     * @param expiryInterval how often documents that have expired by a TTL index are removed, at least 1 ms
     * @param erasureInterval how often what was deleted is overwritten in the file, at least 1 ms
     * @param maxWait how long a command waits for others, such as one that waits for the disk, at least 1 ms
     */
    public record Options(
            Path folder,
            boolean forceToDisk,
            int cacheMegabytes,
            int connectionThreads,
            Duration expiryInterval,
            Duration erasureInterval,
            Duration maxWait) {

        public Options {
            if (cacheMegabytes < 1
                    || connectionThreads < 1
                    || expiryInterval.toMillis() < 1
                    || erasureInterval.toMillis() < 1
                    || maxWait.toMillis() < 1) {
                throw new IllegalArgumentException("Cache, threads and intervals must be positive");
            }
        }

        /** Forced to disk, 64 MB of cache, 64 threads, expiry every minute, erasure every ten, waits of 4 s. */
        public static Options of(Path folder) {
            return new Options(
                    folder, true, 64, 64, Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofSeconds(4));
        }

        public Options withForceToDisk(boolean force) {
            return new Options(
                    folder, force, cacheMegabytes, connectionThreads, expiryInterval, erasureInterval, maxWait);
        }

        public Options withExpiryInterval(Duration interval) {
            return new Options(
                    folder, forceToDisk, cacheMegabytes, connectionThreads, interval, erasureInterval, maxWait);
        }

        public Options withErasureInterval(Duration interval) {
            return new Options(
                    folder, forceToDisk, cacheMegabytes, connectionThreads, expiryInterval, interval, maxWait);
        }

        public Options withMaxWait(Duration wait) {
            return new Options(
                    folder, forceToDisk, cacheMegabytes, connectionThreads, expiryInterval, erasureInterval, wait);
        }
    }

    private static final String LOOPBACK = "127.0.0.1";
    private static final int MAX_PAGE_BYTES = 4096;

    private final DataFolderLock lock;
    private final MVStore store;
    private final GroupCommit groupCommit;
    private final EmbeddedBackend backend;
    private final StoreMaintenance maintenance;
    private final InProcessStreams streams;
    private final MongoServer server;
    private final String connectionString;
    private final CompletableFuture<Throwable> failure;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedStore(DataFolderLock lock, OpenFile open, Options options) {
        this.lock = lock;
        this.store = open.store;
        this.failure = open.failure;
        this.groupCommit = open.groupCommit;
        this.backend = open.backend;
        this.streams = new InProcessStreams(backend);
        this.server = new MongoServer(backend);
        server.bind(new InetSocketAddress(LOOPBACK, 0), 1, options.connectionThreads());
        lock.writePort(server.getLocalAddress().getPort());
        this.maintenance = new StoreMaintenance(
                groupCommit,
                new Compaction(store, groupCommit),
                new Erasure(
                        store,
                        open.file,
                        () -> groupCommit.maintain(() -> {}),
                        groupCommit::force,
                        options.erasureInterval()),
                () -> backend.removeExpired(Instant.now()),
                options.expiryInterval());
        this.connectionString =
                "mongodb://" + LOOPBACK + ":" + server.getLocalAddress().getPort();
    }

    /**
     * Opens the store, or creates it. Blocks until it accepts connections.
     *
     * @throws DataFolderInUseException if it is open, in this process or another one
     * @throws java.io.UncheckedIOException if the folder cannot be created or written
     * @throws UnreadableStoreException if the file is damaged, or cannot be read or written
     */
    public static EmbeddedStore open(Options options) {
        return Uninterruptibles.call(() -> {
            DataFolderLock lock = DataFolderLock.acquire(options.folder());
            try {
                createIfAbsent(lock.storeFile());
                return open(lock, options);
            } catch (RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        });
    }

    /**
     * Made under another name first: a file that has the right one holds a store, or is damaged. A link to a file that is
     * missing is no absent file: its disk may not be mounted.
     */
    private static void createIfAbsent(Path file) {
        Path draft = file.resolveSibling("store.new");
        try {
            if (isPresent(file)) {
                return;
            }
            // Of a start that ended before it was renamed: nothing was stored in it.
            Files.deleteIfExists(draft);
            ErasableFile empty = ErasableFile.open(draft, 1, MAX_PAGE_BYTES);
            try (MVStore store = openFile(empty, e -> {})) {
                empty.confirm(store);
                store.sync();
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            forceFolder(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MVStoreException e) {
            throw new UnreadableStoreException(e);
        }
    }

    /** @throws IOException if that cannot be told */
    private static boolean isPresent(Path file) throws IOException {
        try {
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Or a power failure could take the new name back, with all that was acknowledged since. */
    private static void forceFolder(Path file) throws IOException {
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (AccessDeniedException e) {
            log.debug("Folders cannot be opened here", e);
        }
    }

    private static EmbeddedStore open(DataFolderLock lock, Options options) {
        OpenFile open = openFile(lock, options);
        try {
            return new EmbeddedStore(lock, open, options);
        } catch (RuntimeException | Error e) {
            open.store.closeImmediately();
            throw e;
        }
    }

    /** What reads and writes the file. */
    private record OpenFile(
            ErasableFile file,
            MVStore store,
            CompletableFuture<Throwable> failure,
            GroupCommit groupCommit,
            EmbeddedBackend backend) {}

    private static OpenFile openFile(DataFolderLock lock, Options options) {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        MVStore store = null;
        try {
            if (Files.size(lock.storeFile()) == 0) {
                throw new IllegalStateException("it is empty");
            }
            ErasableFile file = ErasableFile.open(lock.storeFile(), options.cacheMegabytes(), MAX_PAGE_BYTES);
            store = openFile(file, failure::complete);
            GroupCommit groupCommit = new GroupCommit(store, failure, options.forceToDisk());
            EmbeddedBackend backend = new EmbeddedBackend(store, groupCommit, options.maxWait());
            file.confirm(store);
            groupCommit.force();
            if (file.isCutShort()) {
                log.warn(
                        "The end of {} could not be read, so what was written last may be missing. If the power"
                                + " failed, no client had been told that it was stored; otherwise see whether the disk is"
                                + " broken, and restore a backup.",
                        lock.storeFile());
            }
            return new OpenFile(file, store, failure, groupCommit, backend);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            if (store != null) {
                store.closeImmediately();
            }
            // A damaged file makes MVStore, and what reads documents, fail in any way, also for want of memory.
            throw e instanceof UncheckedIOException io ? io : new UnreadableStoreException(e);
        }
    }

    private static MVStore openFile(ErasableFile file, Consumer<Throwable> onFailure) {
        MVStore store = new MVStore.Builder()
                .adoptFileStore(file)
                .autoCommitDisabled()
                .autoCommitBufferSize(0)
                .backgroundExceptionHandler((thread, e) -> onFailure.accept(e))
                .open();
        store.setVersionsToKeep(0);
        // Frees space at once: readers register the version they read, and a commit keeps the previous one.
        store.setRetentionTime(0);
        return store;
    }

    /**
     * The connection string of the store that another process has open in this folder; empty if its port is unknown. After
     * a crash it may be that of no store at all: call this only if {@link #open} has found the folder in use.
     */
    public static Optional<String> connectionStringOfRunning(Path folder) {
        try {
            return Optional.of("mongodb://" + LOOPBACK + ":"
                    + Integer.parseInt(
                            Files.readString(DataFolderLock.portFile(folder)).strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** For a driver in this process or on this machine. */
    public String connectionString() {
        return connectionString;
    }

    /** A client in this process, whose commands run on the threads that call it. */
    public MongoClient connect(MongoClientSettings settings, MongoDriverInformation driver) {
        return streams.connect(settings, driver);
    }

    /** False after a failed write, and once closed: nothing more is acknowledged then. Does not block. */
    public boolean isHealthy() {
        return !closed.get() && groupCommit.isHealthy();
    }

    /**
     * Runs the action once, with the cause, when the store has failed: it acknowledges nothing more until it is opened
     * anew. Runs it at once if it already has. The action must not block.
     */
    public void whenFailed(Consumer<Throwable> action) {
        failure.thenAccept(action);
    }

    /** Runs the action with what a command fails with unexpectedly, such as for want of memory. It must not block. */
    public void onError(Consumer<Throwable> action) {
        backend.onError(action);
    }

    /** Closes all connections, waits for running commands and closes the file. Idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Uninterruptibles.run(() -> {
            try (lock) {
                streams.close();
                server.shutdownNow();
                maintenance.close();
                Versions.releaseUnused(store);
                if (groupCommit.isHealthy()) {
                    store.close();
                } else {
                    // Without a last commit: a write may have been left half done.
                    store.closeImmediately();
                }
            }
        });
    }

    /** For tests. */
    EmbeddedBackend backend() {
        return backend;
    }

    /** For tests. */
    GroupCommit groupCommit() {
        return groupCommit;
    }

    /** For tests. */
    MVStore store() {
        return store;
    }
}
