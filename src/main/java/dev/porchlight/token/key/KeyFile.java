package dev.porchlight.token.key;

import dev.porchlight.error.InvalidSettingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import lombok.RequiredArgsConstructor;

/**
 * Keys in a file that only its user may read (0600), created at the first start. Each line holds one key in Base64, the newest
 * first; a retired one is followed by the time of its retirement.
 */
@RequiredArgsConstructor
final class KeyFile implements KeySource {

    private final Path file;
    private volatile boolean loaded;

    static KeyFile in(Path data) {
        return new KeyFile(data.resolve("keys"));
    }

    /** @return empty if there is no file yet */
    List<SigningKey> loadIfPresent() {
        return Files.exists(file) ? load() : List.of();
    }

    /** @return empty if the file is gone since it was loaded: new keys would end all tokens */
    @Override
    public List<SigningKey> load() {
        try {
            if (Files.notExists(file)) {
                if (loaded) {
                    return List.of();
                }
                create();
            }
            List<SigningKey> keys = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .map(this::parse)
                    .toList();
            loaded = true;
            return keys;
        } catch (IOException e) {
            throw new InvalidSettingException(
                    "The signing keys in " + file
                            + " cannot be read or made: give this user access to PORCHLIGHT_DATA.",
                    e);
        }
    }

    private void create() throws IOException {
        write(List.of(SigningKey.random()));
    }

    void write(List<SigningKey> keys) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), "keys", ".new", readableByUserOnly());
        String lines = keys.stream().map(KeyFile::line).collect(Collectors.joining());
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(lines.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private FileAttribute<?>[] readableByUserOnly() {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static String line(SigningKey key) {
        return Base64.getEncoder().encodeToString(key.secret().getEncoded())
                + (key.retiredAt() == null ? "" : " " + key.retiredAt())
                + "\n";
    }

    private SigningKey parse(String line) {
        String[] parts = line.split("\\s+", 2);
        try {
            byte[] secret = Base64.getDecoder().decode(parts[0]);
            if (secret.length >= SigningKey.BYTES) {
                return SigningKey.of(secret, parts.length > 1 ? Instant.parse(parts[1]) : null);
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            // Reported below, without the line: it may hold a secret.
        }
        throw new InvalidSettingException("A line of " + file + " is not a key: restore the file from a backup.");
    }
}
