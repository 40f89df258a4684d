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

/** Holds a data folder for one process, and for one store within it. */
final class FolderLock implements AutoCloseable {

    /** Checked before the file is touched: closing any channel on it would drop this process's lock on POSIX. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    static FolderLock acquire(Path wanted) {
        Path folder;
        try {
            folder = create(wanted).toRealPath();
        } catch (IOException e) {
            throw unusable(wanted, e);
        }
        if (!HELD.add(folder)) {
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
            return new FolderLock(folder, channel);
        } catch (IOException e) {
            release(folder, channel);
            throw unusable(folder, e);
        } catch (RuntimeException e) {
            release(folder, channel);
            throw e;
        }
    }

    /** For this user's eyes only: whoever can read the file can read every message. */
    private static Path create(Path wanted) throws IOException {
        if (Files.exists(wanted)
                || !wanted.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Files.createDirectories(wanted);
        }
        return Files.createDirectories(
                wanted, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static UncheckedIOException unusable(Path folder, IOException cause) {
        return new UncheckedIOException(
                "The data folder " + folder.toAbsolutePath()
                        + " cannot be created or written: give Porchlight a folder it may write to.",
                cause);
    }

    private static void release(Path folder, @Nullable FileChannel channel) {
        try (channel) {
            HELD.remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the store of this folder listens, for other processes of this user. */
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
