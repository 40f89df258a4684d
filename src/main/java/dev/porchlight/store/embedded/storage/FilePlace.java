package dev.porchlight.store.embedded.storage;

import de.bwaldvogel.mongo.exception.MongoServerError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * Whether an open file is still where it was opened. Once its folder is deleted, moved or replaced, or its disk unmounted,
 * it can be written as before, but no later start finds what was written. Thread-safe.
 */
@Slf4j
public final class FilePlace {

    private static final int FILE_NOT_OPEN = 38;

    private final Path file;
    /** Such as its inode; null where files have no such key. */
    private final @Nullable Object key;

    private final AtomicBoolean missing = new AtomicBoolean();

    /** @param file that has been opened already */
    public FilePlace(Path file) throws IOException {
        this.file = file.toAbsolutePath();
        this.key = key();
    }

    private @Nullable Object key() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Looks, and says in one line of the log when the file is gone or back. */
    public void look() {
        boolean isMissing = isMissingNow();
        if (missing.compareAndSet(!isMissing, isMissing)) {
            if (isMissing) {
                log.error(
                        "{} is gone: its folder was deleted, moved or replaced, or its disk unmounted. Nothing is"
                                + " stored, and requests fail, until the same file is back.",
                        file);
            } else {
                log.warn("{} is back: what is sent is stored again.", file);
            }
        }
    }

    private boolean isMissingNow() {
        try {
            return !Objects.equals(key, key());
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether it was when somebody last looked. */
    public boolean isMissing() {
        return missing.get();
    }

    /** @throws MissingFileException if it was missing when somebody last looked */
    public void require() {
        if (isMissing()) {
            throw new MissingFileException();
        }
    }

    /** A client gets it as an error of the store. */
    public static final class MissingFileException extends MongoServerError {

        MissingFileException() {
            super(FILE_NOT_OPEN, "FileNotOpen", "The file of the store is gone");
        }
    }
}
