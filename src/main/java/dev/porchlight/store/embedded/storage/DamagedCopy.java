package dev.porchlight.store.embedded.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import lombok.extern.slf4j.Slf4j;

/**
 * A copy of a file of which the end cannot be read, made before anything is written over that end. Beside the file, durable
 * once it has been made.
 */
@Slf4j
public final class DamagedCopy {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path file;
    private final Path copy;

    public DamagedCopy(Path file) {
        this.file = file;
        this.copy = file.resolveSibling("store.damaged");
    }

    /** Whether it was made, by this start or by one before that ended without {@link #keep}. */
    public boolean isMade() {
        return Files.exists(copy);
    }

    /**
     * Copies the file, unless an earlier start has: that one may have written to the file since. Ends MVStore's lock on the
     * file, as POSIX has it; that on the data folder stays.
     *
     * @throws IOException such as for want of room; nothing is left of the copy then
     */
    public void make() throws IOException {
        if (isMade()) {
            return;
        }
        Path draft = file.resolveSibling("store.copying");
        try {
            Files.deleteIfExists(draft);
            write(file, draft);
            moveDurably(draft, copy);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void write(Path file, Path draft) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel target = FileChannel.open(draft, options, OwnerOnly.file(draft))) {
            long size = source.size();
            long copied = 0;
            while (copied < size) {
                copied += source.transferTo(copied, size - copied, target);
            }
            target.force(true);
        }
    }

    /** Gives it a name of its own, by the time, once the store is open. @return where it is from now on */
    public Path keep(Instant now) throws IOException {
        Path kept = copy.resolveSibling("store-damaged-" + TIME.format(now) + ".mv");
        moveDurably(copy, kept);
        return kept;
    }

    /** Renames a file so that a power failure cannot take the new name back, with all that relies on it. */
    public static void moveDurably(Path file, Path target) throws IOException {
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(target.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (AccessDeniedException e) {
            log.debug("Folders cannot be opened here", e);
        }
    }
}
