package dev.porchlight.store.backup;

import dev.porchlight.store.embedded.DataFolderInUseException;
import dev.porchlight.store.embedded.EmbeddedStore;
import dev.porchlight.store.embedded.storage.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a data folder of a backup. */
public final class Restore {

    private static final String DRAFT_OF_KEYS = "keys.restoring";

    /** What an empty data folder may hold: what a mount, a failed start or an interrupted restore has left. */
    private static final Set<String> LEFT_OVER =
            Set.of("lost+found", "store.lock", "store.port", "store.restoring", DRAFT_OF_KEYS);

    private Restore() {}

    /**
     * Checks the backup, copies it, reads the copy back, and only then puts it in its place. If it is interrupted, no store
     * is begun in the folder until it was run again.
     *
     * @param data a folder that is empty or absent
     * @throws BackupException if it was not restored
     */
    public static void run(Path backup, Path data) {
        Path source = backup.toAbsolutePath().normalize();
        Path target = data.toAbsolutePath().normalize();
        Map<String, String> sums = BackupCheck.checkedSums(source);
        try {
            requireEmpty(source, target);
            EmbeddedStore.restore(
                    source.resolve(Checksums.STORE), target, copy -> verifyAndAddKeys(source, target, copy, sums));
            DurableFiles.forceFolder(target.getParent());
        } catch (DataFolderInUseException e) {
            throw new BackupException(target + " is in use by a Porchlight that runs: stop it first.", e);
        } catch (IOException | UncheckedIOException e) {
            throw new BackupException(
                    "The backup was not restored to " + target + " (" + BackupWriter.reason(e)
                            + "): see whether this user can write there, and whether there is room.",
                    e);
        }
    }

    /** The folder of the backups may be in it. */
    private static void requireEmpty(Path backup, Path data) throws IOException {
        if (Files.notExists(data)) {
            return;
        }
        try (Stream<Path> entries = Files.list(data)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!LEFT_OVER.contains(name) && !backup.startsWith(entry) && !isSameKeys(name, entry, backup)) {
                    throw new BackupException("A backup is restored to an empty folder only, and " + data + " has "
                            + name + ": move what is there away, or set PORCHLIGHT_DATA to another folder.");
                }
            }
        }
    }

    /** Those of an interrupted restore. */
    private static boolean isSameKeys(String name, Path entry, Path backup) throws IOException {
        Path keys = backup.resolve(Checksums.KEYS);
        return name.equals(Checksums.KEYS) && Files.exists(keys) && Files.mismatch(entry, keys) < 0;
    }

    private static void verifyAndAddKeys(Path backup, Path data, Path copyOfStore, Map<String, String> sums) {
        try {
            requireSum(copyOfStore, sums.get(Checksums.STORE));
            if (sums.containsKey(Checksums.KEYS)) {
                Path draft = data.resolve(DRAFT_OF_KEYS);
                Files.deleteIfExists(draft);
                DurableFiles.copy(backup.resolve(Checksums.KEYS), draft);
                requireSum(draft, sums.get(Checksums.KEYS));
                DurableFiles.move(draft, data.resolve(Checksums.KEYS));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireSum(Path copy, @Nullable String sum) throws IOException {
        if (!Checksums.of(copy).equals(sum)) {
            throw new IOException("what was written was not read back");
        }
    }
}
