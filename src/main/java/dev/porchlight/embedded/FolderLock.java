package dev.porchlight.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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
            folder = Files.createDirectories(wanted).toRealPath();
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

    private static UncheckedIOException unusable(Path folder, IOException cause) {
        return new UncheckedIOException(
                "The data folder " + folder.toAbsolutePath()
                        + " cannot be created or written: give Porchlight a folder it may write to.",
                cause);
    }

    private static void release(Path folder, @org.jspecify.annotations.Nullable FileChannel channel) {
        try (channel) {
            HELD.remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path storeFile() {
        return folder.resolve("store.mv");
    }

    @Override
    public void close() {
        release(folder, channel);
    }
}
