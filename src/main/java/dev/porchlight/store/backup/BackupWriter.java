package dev.porchlight.store.backup;

import dev.porchlight.store.Store;
import dev.porchlight.store.embedded.storage.DurableFiles;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import lombok.extern.slf4j.Slf4j;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.util.FileSystemUtils;

/** Makes a backup of an open embedded store, while others read and write it. */
@Slf4j
public final class BackupWriter {

    private final Store store;
    private final Path data;
    private final BackupFolder folder;
    private final int keep;
    private final Clock clock;

    public BackupWriter(Store store, Path data, BackupSettings settings, Clock clock) {
        this.store = store;
        this.data = data;
        this.folder = settings.folder(data);
        this.keep = settings.keep();
        this.clock = clock;
    }

    /**
     * Writes it under another name, forces it to the disk, reads it back, and renames it; then removes the oldest, if there
     * are too many. One call at a time.
     *
     * @throws BackupException if it was not made: all others are as they were then
     */
    public Backup write() {
        Backup backup;
        try {
            folder.prepare();
            requireRoom();
            backup = writeInto(folder.begin(clock.instant()));
        } catch (IOException | RuntimeException e) {
            throw new BackupException(
                    "No backup was made in " + folder.path() + " (" + reason(e)
                            + "): earlier ones are as they were; see whether this user can write there, and whether there"
                            + " is room.",
                    e);
        }
        try {
            folder.removeOld(keep);
        } catch (IOException e) {
            log.warn("An old backup in {} cannot be removed ({}).", folder.path(), reason(e));
        }
        return backup;
    }

    /** The newest that is there; empty if none is, or if that cannot be told. */
    Optional<Backup> newest() {
        try {
            return folder.newest();
        } catch (IOException e) {
            log.warn("The backups in {} cannot be listed ({}).", folder.path(), reason(e));
            return Optional.empty();
        }
    }

    /** A full disk would end the store itself. */
    private void requireRoom() throws IOException {
        long needed = store.size();
        long usable = folder.usableBytes();
        if (usable < needed) {
            throw new IOException(
                    "it may need " + megabytes(needed) + " MB, and " + megabytes(usable) + " MB are free");
        }
    }

    private static long megabytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }

    private Backup writeInto(Path unfinished) throws IOException {
        try {
            store.copyTo(unfinished.resolve(Checksums.STORE));
            Path keys = data.resolve(Checksums.KEYS);
            boolean hasKeys = Files.exists(keys);
            if (hasKeys) {
                DurableFiles.copy(keys, unfinished.resolve(Checksums.KEYS));
            }
            Checksums.write(unfinished, hasKeys ? List.of(Checksums.STORE, Checksums.KEYS) : List.of(Checksums.STORE));
            Checksums.verify(unfinished);
            DurableFiles.forceFolder(unfinished);
            return folder.finish(unfinished);
        } catch (IOException | RuntimeException | Error e) {
            FileSystemUtils.deleteRecursively(unfinished);
            throw e;
        }
    }

    static String reason(Throwable thrown) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(thrown);
        String type = cause.getClass().getSimpleName();
        String message = cause.getMessage();
        if (message == null) {
            return type;
        }
        // Of some the message is only the path.
        return cause instanceof FileSystemException ? type + ": " + message : message;
    }
}
