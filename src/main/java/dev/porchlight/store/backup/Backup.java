package dev.porchlight.store.backup;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A backup that was made and verified.
 *
 * @param folder with the store, the signing keys if there are any, and checksums
 * @param time when it was begun: it has what was stored then
 * @param bytes of all its files
 */
public record Backup(Path folder, Instant time, long bytes) {}
