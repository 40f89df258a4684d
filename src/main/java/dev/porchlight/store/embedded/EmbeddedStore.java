package dev.porchlight.store.embedded;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoDriverInformation;
import com.mongodb.client.MongoClient;
import de.bwaldvogel.mongo.MongoServer;
import dev.porchlight.store.embedded.bson.BsonCodec;
import dev.porchlight.store.embedded.inprocess.InProcessStreams;
import dev.porchlight.store.embedded.storage.DamageLog;
import dev.porchlight.store.embedded.storage.DurableFiles;
import dev.porchlight.store.embedded.storage.Erasure;
import dev.porchlight.store.embedded.storage.StoreCheck;
import dev.porchlight.store.embedded.storage.Versions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.h2.mvstore.MVStore;

/**
 * A MongoDB server in this process: speaks the wire protocol on a port of the loopback address, without a password, and
 * stores everything in one file of a data folder. Acknowledged writes survive a crash of the process and, with {@link
 * Options#forceToDisk}, of the machine. docs/decisions/embedded-store.md says what it does not support.
 */
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
    private static final int PROBE_MILLIS = 5_000;

    private final DataFolderLock lock;
    private final MVStore store;
    private final GroupCommit groupCommit;
    private final DamageLog damage;
    private final EmbeddedBackend backend;
    private final StoreMaintenance maintenance;
    private final InProcessStreams streams;
    private final MongoServer server;
    private final String connectionString;
    private final CompletableFuture<Throwable> failure;
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Held by a copy that is being made; {@link #close} waits for it. */
    private final ReentrantLock copying = new ReentrantLock();

    private EmbeddedStore(DataFolderLock lock, StoreFile file, Options options) {
        this.lock = lock;
        this.store = file.store();
        this.failure = file.failure();
        this.groupCommit = file.groupCommit();
        this.damage = file.damage();
        this.backend = file.backend();
        this.streams = new InProcessStreams(backend);
        this.server = listen(backend, lock, options.connectionThreads());
        this.maintenance = new StoreMaintenance(
                groupCommit,
                new StoreCheck(store, BsonCodec::decode, damage::add),
                new Compaction(store, groupCommit),
                new Erasure(
                        store,
                        file.file(),
                        () -> groupCommit.maintain(() -> {}),
                        groupCommit::force,
                        options.erasureInterval()),
                () -> backend.removeExpired(Instant.now()),
                options.expiryInterval());
        this.connectionString =
                "mongodb://" + LOOPBACK + ":" + server.getLocalAddress().getPort();
    }

    private static MongoServer listen(EmbeddedBackend backend, DataFolderLock lock, int connectionThreads) {
        MongoServer server = new MongoServer(backend);
        try {
            InetSocketAddress address = bind(server, connectionThreads);
            lock.writePort(address.getPort());
            return server;
        } catch (RuntimeException | Error e) {
            // Its threads would keep the process.
            server.shutdownNow();
            throw e;
        }
    }

    /** Also connects: without a loopback interface an address may be bound that nobody reaches. */
    private static InetSocketAddress bind(MongoServer server, int connectionThreads) {
        try (Socket probe = new Socket()) {
            server.bind(new InetSocketAddress(LOOPBACK, 0), 1, connectionThreads);
            probe.connect(server.getLocalAddress(), PROBE_MILLIS);
            return server.getLocalAddress();
        } catch (Exception e) {
            throw new NoLoopbackException(e);
        }
    }

    /**
     * Opens the store, or creates it. Blocks until it accepts connections.
     *
     * @throws DataFolderInUseException if it is open, in this process or another one
     * @throws NoLoopbackException if it cannot be reached from this machine
     * @throws java.io.UncheckedIOException if the folder or the file cannot be created, read or written, or has no room
     * @throws UnreadableStoreException if the file is damaged, or cannot be read or written, or there is no memory for it;
     *     it is left as it is
     * @throws NewerFormatException if a later version has written it; it is left as it is
     */
    public static EmbeddedStore open(Options options) {
        return Uninterruptibles.call(() -> {
            DataFolderLock lock = DataFolderLock.acquire(options.folder());
            try {
                return open(lock, options);
            } catch (RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        });
    }

    private static EmbeddedStore open(DataFolderLock lock, Options options) {
        StoreFile file =
                StoreFile.open(lock.storeFile(), options.forceToDisk(), options.cacheMegabytes(), options.maxWait());
        try {
            return new EmbeddedStore(lock, file, options);
        } catch (RuntimeException | Error e) {
            file.store().closeImmediately();
            throw e;
        }
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

    /**
     * Whether a process has the store in this folder open.
     *
     * @throws IOException if that cannot be told
     */
    public static boolean isOpen(Path folder) throws IOException {
        return DataFolderLock.isHeld(folder);
    }

    /**
     * Reads all of a store that was closed in order, and writes nothing.
     *
     * @throws UnreadableStoreException if some of it cannot be read
     * @throws NewerFormatException if a later version has written it
     */
    public static void check(Path file) {
        StoreFile.check(file);
    }

    /**
     * Puts a store where there is none: copies it as {@code store.restoring}, and renames it in the end. Until then no
     * store can be opened in this folder.
     *
     * @param before runs in between, under the folder's lock
     * @throws DataFolderInUseException if a process uses the folder
     */
    public static void restore(Path file, Path folder, Consumer<Path> before) {
        Uninterruptibles.run(() -> {
            try (DataFolderLock lock = DataFolderLock.acquire(folder)) {
                Path draft = StoreFile.restoring(lock.storeFile());
                Files.deleteIfExists(draft);
                DurableFiles.copy(file, draft);
                before.accept(draft);
                DurableFiles.move(draft, lock.storeFile());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** For a driver in this process or on this machine. */
    public String connectionString() {
        return connectionString;
    }

    /** A client in this process, whose commands run on the threads that call it. */
    public MongoClient connect(MongoClientSettings settings, MongoDriverInformation driver) {
        return streams.connect(settings, driver);
    }

    /** False after a failed write, while the file is gone from its folder, and once closed: nothing is acknowledged then. */
    public boolean isHealthy() {
        return !closed.get() && groupCommit.isHealthy() && groupCommit.isInPlace();
    }

    /**
     * Whether a part of the file was found that cannot be read, by a command or by the check that reads all of it, in the
     * background, after each start. The rest is served. Does not block.
     */
    public boolean isDamaged() {
        return damage.isDamaged();
    }

    /** Bytes of the file. */
    public long size() {
        return store.getFileStore().size();
    }

    /** How many commits there were since it was opened. */
    public long commits() {
        return groupCommit.commits();
    }

    /** How long all of them took together, with forcing the file to the disk. */
    public long commitNanos() {
        return groupCommit.commitNanos();
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

    /**
     * Copies the store as it is at one moment of this call into a new file, and reads all of it back. Writers wait no
     * longer than for a commit; while it lasts, the file keeps what is deleted meanwhile, and grows by what is written.
     * One copy at a time.
     *
     * @param target which does not exist; after a failure it may be there in part
     * @throws RuntimeException if it was not made
     */
    public void copyTo(Path target) {
        Uninterruptibles.run(() -> {
            copying.lock();
            try {
                if (closed.get()) {
                    throw new IllegalStateException("the store is being closed");
                }
                try (StoreSnapshot snapshot = groupCommit.readExclusively(() -> new StoreSnapshot(store))) {
                    snapshot.copyTo(target, closed::get);
                }
            } finally {
                copying.unlock();
            }
        });
    }

    /**
     * What the command {@code backup} of other processes runs.
     *
     * @param backup returns where it was made; throws an {@link IllegalStateException} with a sentence if it was not
     */
    public void onBackupCommand(Supplier<String> backup) {
        backend.onBackupCommand(backup);
    }

    /** Closes all connections, waits for running commands and closes the file. Idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Uninterruptibles.run(() -> {
            copying.lock();
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
            } finally {
                copying.unlock();
            }
        });
    }

    /** For tests. */
    StoreMaintenance maintenance() {
        return maintenance;
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
