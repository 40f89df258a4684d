package dev.porchlight.store.backup;

import dev.porchlight.store.embedded.storage.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The SHA-256 of each file of a backup, in a file that {@code sha256sum --check} reads. */
final class Checksums {

    /** All files that a backup may have beside the checksums. */
    static final String STORE = "store.mv";

    static final String KEYS = "keys";

    private static final String FILE = "SHA256SUMS";
    /** In bytes; two lines are far less. */
    private static final int MAX_BYTES = 4096;

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (" + STORE + "|" + KEYS + ")");

    private Checksums() {}

    /** Makes the file, and forces it to the disk. */
    static void write(Path folder, List<String> names) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String name : names) {
            lines.append(of(folder.resolve(name))).append("  ").append(name).append('\n');
        }
        Path file = folder.resolve(FILE);
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options, OwnerOnly.file(file))) {
            ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /**
     * Compares all files with their checksums.
     *
     * @return the checksums by name
     * @throws BackupException if one differs, or this is no backup
     */
    static Map<String, String> verify(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
            throw new BackupException(
                    folder + " is no backup: name one of the folders that begin with porchlight- in the"
                            + " folder of the backups.");
        }
        Map<String, String> sums = new TreeMap<>();
        for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
            Matcher sum = LINE.matcher(line);
            if (!sum.matches()) {
                throw damaged(folder, FILE);
            }
            sums.put(sum.group(2), sum.group(1));
        }
        if (!sums.containsKey(STORE) || Files.exists(folder.resolve(KEYS)) != sums.containsKey(KEYS)) {
            throw damaged(folder, FILE);
        }
        for (Map.Entry<String, String> sum : sums.entrySet()) {
            Path listed = folder.resolve(sum.getKey());
            if (!Files.isRegularFile(listed) || !of(listed).equals(sum.getValue())) {
                throw damaged(folder, sum.getKey());
            }
        }
        return sums;
    }

    private static BackupException damaged(Path folder, String name) {
        return new BackupException("The backup " + folder + " is damaged: its file " + name
                + " is not as it was written; take another one.");
    }

    /** In hex digits. */
    static String of(Path file) throws IOException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            try (InputStream content = new DigestInputStream(Files.newInputStream(file), sha256)) {
                content.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
