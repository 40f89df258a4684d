package dev.porchlight.boot;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.error.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinimumResourcesTest {

    private static final long MB = 1 << 20;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                " 46 | 1024 | 65536 | heap of at least 128 MB, and Java has one of 46 MB",
                "102 |  447 | 65536 | at least 448 MB of memory, and this one has 447 MB",
                "102 |  512 | 65536 | heap of at least 128 MB",
                "410 | 1024 |   255 | at least 256 files, and may open 255",
            })
    void too_little_stops_the_start_with_a_sentence(long heap, long memory, long files, String sentence) {
        assertThatThrownBy(() -> MinimumResources.check(heap * MB, memory * MB, files))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(sentence);
    }

    /** Of 128 MB the serial collector counts 123 and a half. */
    @Test
    void enough_is_enough() {
        assertThatCode(() -> MinimumResources.check(123 * MB + MB / 2, 448 * MB, 256))
                .doesNotThrowAnyException();
        assertThatCode(() -> MinimumResources.check(410 * MB, Long.MAX_VALUE, Long.MAX_VALUE))
                .doesNotThrowAnyException();
    }
}
