package dev.porchlight.store.backup;

import dev.porchlight.store.embedded.storage.DurableFiles;
import dev.porchlight.store.embedded.storage.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** The folder of all backups: each is a folder in it, named by its time. What is not a whole backup has another name. */
final class BackupFolder {

    private static final String PREFIX = "porchlight-";
    private static final String UNFINISHED = ".part";
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern(
                    "'" + PREFIX + "'uuuuMMdd'T'HHmmss.SSS'Z'")
            .withZone(ZoneOffset.UTC);

    private final Path path;

    BackupFolder(Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    Path path() {
        return path;
    }

    /** Creates the folder if it is absent, and removes what a process that was killed has left in it. */
    void prepare() throws IOException {
        Files.createDirectories(path, OwnerOnly.folder(path));
        for (Path each : entries()) {
            String name = each.getFileName().toString();
            if (name.startsWith(PREFIX) && name.endsWith(UNFINISHED)) {
                FileSystemUtils.deleteRecursively(each);
            }
        }
    }

    long usableBytes() throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }

    /** An empty folder for a backup that is being made. */
    Path begin(Instant time) throws IOException {
        Path folder = path.resolve(NAME.format(time) + UNFINISHED);
        return Files.createDirectory(folder, OwnerOnly.folder(folder));
    }

    /** Gives it its name. */
    Backup finish(Path unfinished) throws IOException {
        String name = unfinished.getFileName().toString();
        Path folder = unfinished.resolveSibling(name.substring(0, name.length() - UNFINISHED.length()));
        DurableFiles.move(unfinished, folder);
        return new Backup(folder, time(folder).orElseThrow(), bytes(folder));
    }

    /** The newest of the backups, by their names; empty if there is none. */
    Optional<Backup> newest() throws IOException {
        List<Path> backups = backups();
        if (backups.isEmpty()) {
            return Optional.empty();
        }
        Path folder = backups.get(0);
        return Optional.of(new Backup(folder, time(folder).orElseThrow(), bytes(folder)));
    }

    /** Removes all but the newest. */
    void removeOld(int keep) throws IOException {
        List<Path> backups = backups();
        for (Path old : backups.subList(Math.min(keep, backups.size()), backups.size())) {
            // Killed in the middle, half of it must not pass for a backup.
            Path removed = old.resolveSibling(old.getFileName() + UNFINISHED);
            DurableFiles.move(old, removed);
            FileSystemUtils.deleteRecursively(removed);
        }
    }

    /** The newest first. */
    private List<Path> backups() throws IOException {
        if (Files.notExists(path)) {
            return List.of();
        }
        return entries().stream()
                .filter(entry -> time(entry).isPresent() && Files.isDirectory(entry))
                .sorted(Comparator.comparing(Path::getFileName).reversed())
                .toList();
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.toList();
        }
    }

    private static Optional<Instant> time(Path folder) {
        try {
            return Optional.of(NAME.parse(String.valueOf(folder.getFileName()), Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static long bytes(Path folder) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
