package dev.porchlight.store.embedded.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A copy of a file of which the end cannot be read, made before anything is written over that end. Beside the file, durable
 * once it has been made.
 */
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
            DurableFiles.copy(file, draft);
            DurableFiles.move(draft, copy);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Gives it a name of its own, by the time, once the store is open. @return where it is from now on */
    public Path keep(Instant now) throws IOException {
        Path kept = copy.resolveSibling("store-damaged-" + TIME.format(now) + ".mv");
        DurableFiles.move(copy, kept);
        return kept;
    }
}
