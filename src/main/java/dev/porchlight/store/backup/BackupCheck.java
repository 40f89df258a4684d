package dev.porchlight.store.backup;

import dev.porchlight.store.embedded.EmbeddedStore;
import dev.porchlight.store.embedded.NewerFormatException;
import dev.porchlight.store.embedded.UnreadableStoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Whether a backup can be restored. */
public final class BackupCheck {

    private BackupCheck() {}

    /**
     * Compares all files with their checksums, and reads all that is stored. Changes nothing.
     *
     * @throws BackupException if it cannot be restored
     */
    public static void check(Path backup) {
        checkedSums(backup);
    }

    /** @return the checksum of each file */
    static Map<String, String> checkedSums(Path backup) {
        try {
            Map<String, String> sums = Checksums.verify(backup);
            EmbeddedStore.check(backup.resolve(Checksums.STORE));
            return sums;
        } catch (IOException e) {
            throw new BackupException("The backup " + backup + " cannot be read (" + e + ").", e);
        } catch (UnreadableStoreException e) {
            throw new BackupException(
                    "The store in the backup " + backup + " cannot be read (" + BackupWriter.reason(e)
                            + "): take another one.",
                    e);
        } catch (NewerFormatException e) {
            throw new BackupException(
                    "The backup " + backup + " was made by a later version of Porchlight (" + e.getMessage()
                            + "): restore it with that one.",
                    e);
        }
    }
}
