package dev.porchlight.token.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.porchlight.error.InvalidSettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.threeten.extra.MutableClock;

class SigningKeysTest {

    private static final String SECRET = "an old secret that is long enough to sign";

    @TempDir
    Path folder;

    private final MutableClock clock = MutableClock.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);

    @ParameterizedTest
    @ValueSource(strings = {"short", SECRET + ",", SECRET + ",short"})
    void a_short_secret_is_rejected_and_not_repeated_in_the_message(String secrets) {
        assertThatThrownBy(() -> new ConfiguredKeys(secrets, List::of))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("JWT_SECRET")
                .hasMessageNotContaining("short")
                .hasMessageNotContaining(SECRET);
    }

    /** The way from the key that was made to a secret of one's own, and back. */
    @ParameterizedTest
    @CsvSource({"'" + SECRET + ",made', false", "'" + SECRET + " , made ', false", "'made," + SECRET + "', true"})
    void the_key_that_was_made_can_stand_among_the_secrets(String secrets, boolean madeSigns) {
        Path file = folder.resolve("keys");
        SigningKey made = new KeyFile(file).load().get(0);
        SigningKey own = new ConfiguredKeys(SECRET, List::of).load().get(0);

        SigningKeys keys = Keys.configured(secrets, file, clock);

        assertThat(keys.current()).isEqualTo(madeSigns ? made : own);
        assertThat(keys.find(made.id())).contains(made);
        assertThat(keys.find(own.id())).contains(own);
    }

    @Test
    void the_key_that_was_made_ends_where_nobody_names_it() {
        Path file = folder.resolve("keys");
        SigningKey made = new KeyFile(file).load().get(0);

        assertThat(Keys.configured(SECRET, file, clock).find(made.id())).isEmpty();
    }

    @Test
    void a_key_that_was_not_made_cannot_be_named() {
        Path file = folder.resolve("keys");

        assertThatThrownBy(() -> Keys.configured(SECRET + ",made", file, clock))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("JWT_SECRET")
                .hasMessageNotContaining(SECRET);
        assertThat(file).doesNotExist();
    }

    @Test
    void a_key_file_is_created_once_and_only_its_user_may_read_it() throws Exception {
        Path file = folder.resolve("data").resolve("keys");
        List<SigningKey> created = new KeyFile(file).load();

        assertThat(new KeyFile(file).load()).isEqualTo(created);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    /** As when the data folder is deleted while Porchlight runs: another key would end all tokens. */
    @Test
    void a_key_file_that_goes_away_later_is_not_made_anew() throws Exception {
        Path file = folder.resolve("keys");
        SigningKeys keys = new SigningKeys(new KeyFile(file), clock);
        String id = keys.current().id();
        Files.delete(file);

        clock.add(Duration.ofSeconds(2));
        assertThat(keys.find("unknown")).isEmpty();
        assertThat(keys.current().id()).isEqualTo(id);
        assertThat(file).doesNotExist();
    }

    @Test
    void a_damaged_key_file_is_rejected_and_not_repeated_in_the_message() throws Exception {
        Path file = Files.writeString(folder.resolve("keys"), "nonsense");

        assertThatThrownBy(() -> new KeyFile(file).load())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageNotContaining("nonsense");
    }

    @Test
    void unknown_key_ids_reload_the_keys_once_a_second_at_most() {
        KeySource source = mock(KeySource.class);
        when(source.load()).thenReturn(new ConfiguredKeys(SECRET, List::of).load());
        SigningKeys keys = new SigningKeys(source, clock);
        clock.add(Duration.ofSeconds(2));

        for (int i = 0; i < 100; i++) {
            assertThat(keys.find("unknown" + i)).isEmpty();
        }

        verify(source, times(2)).load();
    }
}
