package dev.porchlight.store.embedded;

import dev.porchlight.store.embedded.bson.BsonCodec;
import dev.porchlight.store.embedded.storage.DamageLog;
import dev.porchlight.store.embedded.storage.DamagedCopy;
import dev.porchlight.store.embedded.storage.DurableFiles;
import dev.porchlight.store.embedded.storage.ErasableFile;
import dev.porchlight.store.embedded.storage.FilePlace;
import dev.porchlight.store.embedded.storage.StoreCheck;
import dev.porchlight.store.embedded.storage.StoreFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import lombok.extern.slf4j.Slf4j;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The file of a store that is open, and what reads and writes it.
 *
 * @param failure completed by the first failure of a write
 */
@Slf4j
record StoreFile(
        ErasableFile file,
        MVStore store,
        CompletableFuture<Throwable> failure,
        DamageLog damage,
        GroupCommit groupCommit,
        EmbeddedBackend backend) {

    private static final int MAX_PAGE_BYTES = 4096;

    /** With less, the first messages already would end the process. */
    private static final long MIN_ROOM_BYTES = 1 << 20;

    /**
     * Opens a store, or creates it. One that was damaged is left as it is; only if its process or machine has crashed may
     * its end be missing, and a copy is kept then.
     *
     * @param maxWait how long a command waits for others
     * @throws UncheckedIOException if it cannot be created or copied, read or written, or has no room
     * @throws DataFolderInUseException if another program has locked it
     * @throws UnreadableStoreException if it is damaged
     * @throws NewerFormatException if a later version has written it; it is left as it is
     */
    static StoreFile open(Path path, boolean forceToDisk, int cacheMegabytes, Duration maxWait) {
        MVStore store = null;
        try {
            requireRoom(isPresent(path) ? path : path.resolveSibling(""));
            createIfAbsent(path);
            requireAccess(path);
            requireContent(path);
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            ErasableFile file = ErasableFile.open(path, cacheMegabytes, MAX_PAGE_BYTES);
            store = open(file, failure::complete);
            requireKnownFormat(store);
            GroupCommit groupCommit = new GroupCommit(store, new FilePlace(path), failure, forceToDisk);
            DamageLog damage = new DamageLog(path);
            EmbeddedBackend backend = new EmbeddedBackend(store, groupCommit, damage, maxWait);
            DamagedCopy copy = new DamagedCopy(path);
            if (file.isCutShort()) {
                copy.make();
            }
            file.confirm(store);
            // Whatever the setting: until it is on the disk, the mark of the last close vouches for what is overwritten
            // next.
            store.sync();
            if (copy.isMade()) {
                log.warn(
                        "The end of {} could not be read, so what was written last may be missing. If the power"
                                + " failed, no client had been told that it was stored; otherwise see whether the disk is"
                                + " broken, and restore a backup. {} is the file as it was found.",
                        path,
                        copy.keep(Instant.now()));
            }
            return new StoreFile(file, store, failure, damage, groupCommit, backend);
        } catch (IOException e) {
            closeImmediately(store);
            throw new UncheckedIOException(e);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            closeImmediately(store);
            if (e instanceof MVStoreException locked && locked.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
                throw new DataFolderInUseException(path.resolveSibling(""));
            }
            // A damaged file makes MVStore, and what reads documents, fail in any way, also for want of memory.
            throw e instanceof UncheckedIOException || e instanceof NewerFormatException
                    ? (RuntimeException) e
                    : new UnreadableStoreException(e);
        }
    }

    /**
     * Reads all of a store that was closed in order, without any way to write to it.
     *
     * @throws UnreadableStoreException if some of it cannot be read
     * @throws NewerFormatException if a later version has written it
     */
    static void check(Path path) {
        MVStore store = null;
        try {
            requireContent(path);
            ErasableFile file = ErasableFile.openToRead(path, 1);
            store = open(file, e -> {});
            requireKnownFormat(store);
            if (file.isCutShort()) {
                throw new IllegalStateException("its end cannot be read");
            }
            CompletableFuture<Throwable> damage = new CompletableFuture<>();
            // Opens all maps.
            new EmbeddedBackend(
                    store,
                    new GroupCommit(store, new FilePlace(path), new CompletableFuture<>(), false),
                    new DamageLog(path),
                    Duration.ofSeconds(1));
            StoreCheck check = new StoreCheck(store, BsonCodec::decode, damage::complete);
            while (!check.isDone()) {
                check.step();
            }
            if (damage.isDone()) {
                throw new UnreadableStoreException(damage.join());
            }
        } catch (IOException e) {
            throw new UnreadableStoreException(e);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            throw e instanceof UnreadableStoreException || e instanceof NewerFormatException
                    ? (RuntimeException) e
                    : new UnreadableStoreException(e);
        } finally {
            closeImmediately(store);
        }
    }

    private static void requireContent(Path path) throws IOException {
        if (Files.size(path) == 0) {
            throw new IllegalStateException("it is empty");
        }
    }

    private static void requireKnownFormat(MVStore store) {
        if (store.getStoreVersion() > StoreFormat.VERSION) {
            throw new NewerFormatException(store.getStoreVersion());
        }
    }

    /**
     * Made under another name first: a file that has the right one holds a store, or is damaged. A link to a file that is
     * missing is no absent file: its disk may not be mounted.
     */
    private static void createIfAbsent(Path path) throws IOException {
        if (isPresent(path)) {
            return;
        }
        if (Files.exists(restoring(path))) {
            throw new IllegalStateException("a restore of it was interrupted, so run that again");
        }
        Path draft = path.resolveSibling("store.new");
        // Of a start that ended before it was renamed: nothing was stored in it.
        Files.deleteIfExists(draft);
        create(draft).close();
        DurableFiles.move(draft, path);
    }

    /** Creates a store in a new file; whoever calls this closes it. */
    static MVStore create(Path path) {
        ErasableFile file = ErasableFile.open(path, 1, MAX_PAGE_BYTES);
        MVStore store = open(file, e -> {});
        file.confirm(store);
        return store;
    }

    /** A store that is being restored; while it is there, no new one is begun. */
    static Path restoring(Path path) {
        return path.resolveSibling("store.restoring");
    }

    /** MVStore would open a file for reading only, if it may not write to it, and take it for a damaged one otherwise. */
    private static void requireAccess(Path path) throws IOException {
        if (!Files.isReadable(path) || !Files.isWritable(path)) {
            throw new AccessDeniedException(path.toString());
        }
    }

    private static void requireRoom(Path path) throws IOException {
        FileStore disk = Files.getFileStore(path);
        // Some of a network know neither.
        if (disk.getTotalSpace() > 0 && disk.getUsableSpace() < MIN_ROOM_BYTES) {
            throw new IOException("only " + disk.getUsableSpace() / 1024 + " KB are left of its disk");
        }
    }

    /** @throws IOException if that cannot be told */
    private static boolean isPresent(Path path) throws IOException {
        try {
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    static MVStore open(ErasableFile file, Consumer<Throwable> onFailure) {
        MVStore store;
        try {
            store = new MVStore.Builder()
                    .adoptFileStore(file)
                    .autoCommitDisabled()
                    .autoCommitBufferSize(0)
                    .backgroundExceptionHandler((thread, e) -> onFailure.accept(e))
                    .open();
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            // MVStore does so only after exceptions of its own; the lock would stay.
            file.close();
            throw e;
        }
        store.setVersionsToKeep(0);
        // Frees space at once: readers register the version they read, and a commit keeps the previous one.
        store.setRetentionTime(0);
        return store;
    }

    static void closeImmediately(@Nullable MVStore store) {
        if (store != null) {
            store.closeImmediately();
        }
    }
}
