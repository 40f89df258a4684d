package dev.porchlight.store.embedded;

import dev.porchlight.store.embedded.storage.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An exclusive lock on a data folder, across processes and within this one. MVStore locks its file too, but on POSIX a
 * second, refused opening in the same process would release that lock when it closes its channel.
 */
final class DataFolderLock implements AutoCloseable {

    /** Also the signing keys and copies. The folder may hold more, which is not for us to change. */
    private static final String OURS = "{store,keys}*";

    /** An operator may keep these on another disk. */
    private static final Set<String> LINKED = Set.of("store.mv", "keys");

    /** The folders that this process has locked; checked before their lock file is opened, for the same reason. */
    private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private DataFolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    static DataFolderLock acquire(Path requested) {
        Path folder;
        try {
            folder = Files.createDirectories(requested, OwnerOnly.folder(requested))
                    .toRealPath();
        } catch (IOException e) {
            throw unusable(requested, e);
        }
        if (!LOCKED.add(folder)) {
            throw new DataFolderInUseException(folder);
        }
        FileChannel channel = null;
        try {
            OwnerOnly.restrict(folder, OURS, LINKED);
            channel = create(folder.resolve("store.lock"));
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new DataFolderInUseException(folder);
            }
            return new DataFolderLock(folder, channel);
        } catch (IOException e) {
            release(folder, channel);
            throw unusable(folder, e);
        } catch (RuntimeException e) {
            release(folder, channel);
            throw e;
        }
    }

    /** Whether a process has locked it; locks and creates nothing that lasts. */
    static boolean isHeld(Path requested) throws IOException {
        Path folder = requested.toRealPath();
        if (LOCKED.contains(folder)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(folder.resolve("store.lock"), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (NoSuchFileException never) {
            return false;
        }
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.file(file));
    }

    private static UncheckedIOException unusable(Path folder, IOException cause) {
        return new UncheckedIOException(
                "The data folder " + folder.toAbsolutePath()
                        + " cannot be created or written: give Porchlight a folder it may write to.",
                cause);
    }

    private static void release(Path folder, @Nullable FileChannel channel) {
        try (channel) {
            LOCKED.remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the port that the store listens on, for other processes of this user. */
    void writePort(int port) {
        try (FileChannel file = create(portFile(folder))) {
            file.truncate(0).write(ByteBuffer.wrap((port + "\n").getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path portFile(Path folder) {
        return folder.resolve("store.port");
    }

    Path storeFile() {
        return folder.resolve("store.mv");
    }

    @Override
    public void close() {
        release(folder, channel);
    }
}
