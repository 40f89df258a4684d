package dev.porchlight.store.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.porchlight.error.FatalErrorHandler;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.store.Store;
import dev.porchlight.store.StoreSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Backups by schedule and by request, and what meters and the log say of them. */
@ExtendWith(OutputCaptureExtension.class)
class BackupsTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(5);
    private static final FatalErrorHandler NONE = thrown -> {};

    @TempDir
    Path folder;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final SettableClock clock = new SettableClock();
    private Path dir;
    private Store store;

    private static final class SettableClock extends Clock {

        private volatile Instant now = Instant.parse("2026-11-30T00:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void open() {
        dir = folder.resolve("backups");
        store = Store.openEmbedded(folder.resolve("data"), false);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Backups backups(Store of, Duration every) {
        return new Backups(
                of,
                new StoreSettings("", folder.resolve("data"), false),
                new BackupSettings(every, 7, dir),
                meters,
                NONE,
                clock,
                CHECK_INTERVAL);
    }

    private List<Path> made() {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(file -> !file.toString().endsWith(".part")).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    private double failures() {
        return meters.get("porchlight.backup.failures").counter().count();
    }

    @Test
    void the_schedule_goes_on_where_the_last_process_ended() {
        try (Backups first = backups(store, DAY)) {
            await().until(() -> gauge("porchlight.backup.size") > 0);
            assertThat(made()).hasSize(1);
            clock.now = clock.now.plus(DAY.minusSeconds(1));
            assertThat(gauge("porchlight.backup.age")).isEqualTo(DAY.toSeconds() - 1);
        }
        meters.clear();
        try (Backups second = backups(store, DAY)) {
            assertThat(gauge("porchlight.backup.age")).isEqualTo(DAY.toSeconds() - 1);
            await().during(Duration.ofMillis(100)).until(() -> made().size() == 1);
            clock.now = clock.now.plusSeconds(1);
            await().until(() -> made().size() == 2 && gauge("porchlight.backup.age") == 0);
        }
    }

    @Test
    void a_clock_that_was_set_back_delays_none_by_more_than_the_interval() {
        try (Backups backups = backups(store, DAY)) {
            await().until(() -> made().size() == 1);
            clock.now = clock.now.minus(Duration.ofDays(100));
            await().during(Duration.ofMillis(100)).until(() -> made().size() == 1);
            clock.now = clock.now.plus(DAY);
            await().until(() -> made().size() == 2);
        }
    }

    @Test
    void a_failure_is_counted_and_said_once_and_tried_again_an_hour_later(CapturedOutput output) throws IOException {
        Files.writeString(dir, "no folder");
        try (Backups backups = backups(store, DAY)) {
            await().until(() -> failures() == 1);
            await().during(Duration.ofMillis(100)).until(() -> failures() == 1);
            assertThat(output.getAll().lines().filter(line -> line.contains("No backup was made")))
                    .singleElement()
                    .asString()
                    .contains(dir.toString());
            assertThat(output.getAll()).doesNotContain("\tat ");
            assertThat(gauge("porchlight.backup.age")).isNaN();
            Files.delete(dir);
            clock.now = clock.now.plus(Duration.ofHours(1));
            await().until(() -> made().size() == 1);
            assertThat(failures()).isEqualTo(1);
        }
    }

    @Test
    void another_process_can_ask_for_one() throws Exception {
        try (Backups backups = backups(store, Duration.ZERO);
                MongoClient other = MongoClients.create(store.getConnectionString())) {
            Document reply = other.getDatabase("admin").runCommand(new Document("backup", 1));

            BackupCheck.check(Path.of(reply.getString("folder")));
            assertThat(made()).containsExactly(Path.of(reply.getString("folder")));
            assertThat(gauge("porchlight.backup.size")).isPositive();

            Files.writeString(folder.resolve("data/keys"), "");
            Files.delete(folder.resolve("data/keys"));
            Files.createDirectory(folder.resolve("data/keys"));
            assertThatThrownBy(() -> other.getDatabase("admin").runCommand(new Document("backup", 1)))
                    .isInstanceOf(MongoCommandException.class)
                    .hasMessageContaining("No backup was made");
            assertThat(made()).hasSize(1);
        }
    }

    @Test
    void nobody_believes_in_backups_of_a_mongodb() {
        try (Store mongodb = Store.mongodb("mongodb://127.0.0.1:1/")) {
            assertThatThrownBy(() -> backups(mongodb, DAY).close())
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("PORCHLIGHT_BACKUP_EVERY");
            backups(mongodb, Duration.ZERO).close();
        }
    }

    @Test
    void settings_out_of_bounds_are_named() {
        assertThatThrownBy(() -> new BackupSettings(Duration.ofSeconds(1), 7, null))
                .hasMessageContaining("PORCHLIGHT_BACKUP_EVERY");
        assertThatThrownBy(() -> new BackupSettings(DAY, 0, null)).hasMessageContaining("PORCHLIGHT_BACKUP_KEEP");
    }
}
