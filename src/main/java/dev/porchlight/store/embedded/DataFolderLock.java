package dev.porchlight.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An exclusive lock on a data folder, across processes and within this one. MVStore locks its file too, but on POSIX a
 * second, refused opening in the same process would release that lock when it closes its channel.
 */
final class DataFolderLock implements AutoCloseable {

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
            folder = create(requested).toRealPath();
        } catch (IOException e) {
            throw unusable(requested, e);
        }
        if (!LOCKED.add(folder)) {
            throw new DataFolderInUseException(folder);
        }
        FileChannel channel = null;
        try {
            channel =
                    FileChannel.open(folder.resolve("store.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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

    /** Readable by this user only, as the file has every message. */
    private static Path create(Path requested) throws IOException {
        if (Files.exists(requested)
                || !requested.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Files.createDirectories(requested);
        }
        return Files.createDirectories(
                requested, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
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

    /** Has the port that the store listens on, for other processes of this user. */
    Path portFile() {
        return portFile(folder);
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
