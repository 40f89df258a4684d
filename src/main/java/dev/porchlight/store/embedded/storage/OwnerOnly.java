package dev.porchlight.store.embedded.storage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import lombok.extern.slf4j.Slf4j;

/** Files and folders with what people write are for the user that runs the store alone, whatever its umask. */
@Slf4j
public final class OwnerOnly {

    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

    private OwnerOnly() {}

    /** To create a file with; where there are no such permissions, none. */
    public static FileAttribute<?>[] file(Path file) {
        return attributes(file, FILE);
    }

    /** To create a folder with, likewise. */
    public static FileAttribute<?>[] folder(Path folder) {
        return attributes(folder, FOLDER);
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    /**
     * Takes away what others may do with this user's files that are there already, such as those of earlier versions.
     *
     * @param names a glob
     * @param linked the names that may also be links to files elsewhere; what others lead to is not ours
     */
    public static void restrict(Path folder, String names, Set<String> linked) throws IOException {
        if (!isPosix(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, names)) {
            for (Path file : files) {
                if (linked.contains(file.getFileName().toString())
                        ? Files.isRegularFile(file)
                        : Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    restrict(file);
                }
            }
        }
    }

    private static void restrict(Path file) throws IOException {
        try {
            if (!FILE.containsAll(Files.getPosixFilePermissions(file))) {
                Files.setPosixFilePermissions(file, FILE);
            }
        } catch (NoSuchFileException e) {
            log.debug("A file is gone meanwhile", e);
        } catch (FileSystemException e) {
            // It is another user's, who decides.
            log.warn("Others may read {}, and this user cannot change that: {}", file, e.getReason());
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
