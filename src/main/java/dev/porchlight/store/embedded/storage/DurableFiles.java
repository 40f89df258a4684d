package dev.porchlight.store.embedded.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/** Copies and renames that a power failure cannot take back. */
@Slf4j
public final class DurableFiles {

    private DurableFiles() {}

    /** Makes a new file, for its user alone, and forces it to the disk. */
    public static void copy(Path file, Path target) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel copy = FileChannel.open(target, options, OwnerOnly.file(target))) {
            long size = source.size();
            long copied = 0;
            while (copied < size) {
                copied += source.transferTo(copied, size - copied, copy);
            }
            copy.force(true);
        }
    }

    /** Renames a file or a folder, with all that relies on its new name. */
    public static void move(Path file, Path target) throws IOException {
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        forceFolder(target.toAbsolutePath().getParent());
    }

    /** Forces the names in a folder to the disk; nothing for that above the root. */
    public static void forceFolder(@Nullable Path folder) throws IOException {
        if (folder == null) {
            return;
        }
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        } catch (AccessDeniedException e) {
            log.debug("Folders cannot be opened here", e);
        }
    }
}
