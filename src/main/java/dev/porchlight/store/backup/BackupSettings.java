package dev.porchlight.store.backup;

import dev.porchlight.validation.Setting;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Backups of the embedded store.
 *
 * @param every How often a backup of the embedded store is made, such as {@code 24h}, from {@code 10s} to {@code 366d};
 *     the first at once. {@code 0} makes none. With {@code MONGODB_URI} it must be {@code 0}.
 * @param keep How many backups are kept in their folder, the newest; 1 to 10000.
 * @param dir Folder of the backups, created if absent, for this Porchlight alone. Unset: {@code backups} in {@code
 *     PORCHLIGHT_DATA}.
 */
@ConfigurationProperties("porchlight.backup")
public record BackupSettings(
        @DefaultValue("0") Duration every,
        @DefaultValue("7") int keep,
        @Nullable Path dir) {

    private static final Duration MIN_EVERY = Duration.ofSeconds(10);
    private static final Duration MAX_EVERY = Duration.ofDays(366);
    private static final int MAX_KEEP = 10_000;

    public BackupSettings {
        if (!every.isZero()) {
            Setting.requireInRange("PORCHLIGHT_BACKUP_EVERY", every, MIN_EVERY, MAX_EVERY);
        }
        Setting.requireInRange("PORCHLIGHT_BACKUP_KEEP", keep, 1, MAX_KEEP);
    }

    BackupFolder folder(Path data) {
        return new BackupFolder(dir == null ? data.resolve("backups") : dir);
    }
}
