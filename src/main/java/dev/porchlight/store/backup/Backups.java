package dev.porchlight.store.backup;

import dev.porchlight.error.FatalErrorHandler;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.store.Store;
import dev.porchlight.store.StoreSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Makes backups while the server runs: on schedule, and when the command {@code backup} asks for one. */
@Slf4j
@Component
@EnableConfigurationProperties(BackupSettings.class)
final class Backups implements AutoCloseable {

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(10);
    /** After one that failed, unless the next is due before. */
    private static final Duration RETRY_INTERVAL = Duration.ofHours(1);

    private final BackupWriter writer;
    private final Duration every;
    private final Clock clock;
    private final FatalErrorHandler fatalErrors;
    private final Counter failures;
    private final ReentrantLock making = new ReentrantLock();
    private final ScheduledThreadPoolExecutor scheduler;
    private volatile @Nullable Backup last;
    private volatile boolean closed;
    private Instant due;

    @Autowired
    Backups(
            Store store,
            StoreSettings data,
            BackupSettings settings,
            MeterRegistry meters,
            FatalErrorHandler fatalErrors,
            Clock clock) {
        this(store, data, settings, meters, fatalErrors, clock, CHECK_INTERVAL);
    }

    Backups(
            Store store,
            StoreSettings data,
            BackupSettings settings,
            MeterRegistry meters,
            FatalErrorHandler fatalErrors,
            Clock clock,
            Duration checkInterval) {
        this.writer = new BackupWriter(store, data.data(), settings, clock);
        this.every = settings.every();
        this.clock = clock;
        this.fatalErrors = fatalErrors;
        this.due = clock.instant();
        this.failures = Counter.builder("porchlight.backup.failures").register(meters);
        this.scheduler = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "backups");
            thread.setDaemon(true);
            return thread;
        });
        if (!store.isEmbedded()) {
            if (!every.isZero()) {
                throw new InvalidSettingException(
                        "PORCHLIGHT_BACKUP_EVERY makes backups of the embedded store only: leave"
                                + " it unset with MONGODB_URI, and let mongodump make them.");
            }
            return;
        }
        last = writer.newest().orElse(null);
        Gauge.builder("porchlight.backup.age", this::ageInSeconds)
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("porchlight.backup.size", this::sizeInBytes)
                .baseUnit("bytes")
                .register(meters);
        store.onBackupCommand(() -> make().folder().toString());
        if (!every.isZero()) {
            // The time of the last one counts, or a server that is often started again would never make one.
            due = last == null ? due : last.time().plus(every);
            scheduler.scheduleWithFixedDelay(
                    this::makeIfDue, checkInterval.toMillis(), checkInterval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private double ageInSeconds() {
        Backup newest = last;
        return newest == null
                ? Double.NaN
                : Duration.between(newest.time(), clock.instant()).toSeconds();
    }

    private double sizeInBytes() {
        Backup newest = last;
        return newest == null ? Double.NaN : newest.bytes();
    }

    private void makeIfDue() {
        Instant now = clock.instant();
        if (due.isAfter(now.plus(every))) {
            // The clock was set back.
            due = now.plus(every);
        }
        if (now.isBefore(due)) {
            return;
        }
        due = now.plus(every.compareTo(RETRY_INTERVAL) < 0 ? every : RETRY_INTERVAL);
        try {
            due = make().time().plus(every);
        } catch (BackupException e) {
            log.debug("Said where it was made", e);
        } catch (RuntimeException | Error e) {
            fatalErrors.check(e);
            log.error("The schedule of backups failed", e);
        }
    }

    /** @throws BackupException if it was not made, or one is being made already */
    private Backup make() {
        if (!making.tryLock()) {
            throw new BackupException("A backup is being made already.");
        }
        try {
            Backup made = writer.write();
            last = made;
            return made;
        } catch (BackupException e) {
            if (!closed) {
                failures.increment();
                log.error(e.getMessage());
            }
            throw e;
        } finally {
            making.unlock();
        }
    }

    /** One that is being made ends when the store closes. */
    @Override
    public void close() {
        closed = true;
        scheduler.shutdown();
    }
}
