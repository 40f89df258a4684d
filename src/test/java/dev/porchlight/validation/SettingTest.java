package dev.porchlight.validation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.error.InvalidSettingException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 8080, 65_535})
    void a_port_is_valid(int port) {
        assertThatCode(() -> Setting.requirePort("SERVER_PORT", port)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void a_port_is_invalid(int port) {
        assertInvalid(() -> Setting.requirePort("SERVER_PORT", port), "SERVER_PORT must be a port from 0 to 65535.");
    }

    @Test
    void a_range_includes_its_ends() {
        for (int value : new int[] {1, 9}) {
            assertThatCode(() -> Setting.requireInRange("X", value, 1, 9)).doesNotThrowAnyException();
        }
        for (int value : new int[] {0, 10}) {
            assertInvalid(() -> Setting.requireInRange("X", value, 1, 9), "X must be a number from 1 to 9.");
        }
    }

    @Test
    void a_range_of_times_includes_its_ends() {
        Duration min = Duration.ofSeconds(1);
        Duration max = Duration.ofMinutes(1);
        for (Duration value : new Duration[] {min, max}) {
            assertThatCode(() -> Setting.requireInRange("X", value, min, max)).doesNotThrowAnyException();
        }
        for (Duration value : new Duration[] {min.minusNanos(1), max.plusNanos(1)}) {
            assertInvalid(() -> Setting.requireInRange("X", value, min, max), "X must be a time from 1s to 60s.");
        }
    }

    private static void assertInvalid(Runnable check, String message) {
        assertThatThrownBy(check::run)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(message);
    }
}
