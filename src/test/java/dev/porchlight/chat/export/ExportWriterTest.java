package dev.porchlight.chat.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class ExportWriterTest {

    private record Content(String x) {}

    private final MutableClock clock = MutableClock.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ExportWriter lines = new ExportWriter(out, clock);

    @Test
    void each_line_has_its_type_and_the_last_one_has_the_counts() throws IOException {
        lines.write("a", new Content("1\n2"));
        lines.write("b", new Content("3"));
        lines.write("b", new Content("3"));
        lines.end();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"type\":\"a\",\"x\":\"1\\n2\"}\n{\"type\":\"b\",\"x\":\"3\"}\n{\"type\":\"b\",\"x\":\"3\"}\n"
                                + "{\"type\":\"end\",\"counts\":{\"a\":1,\"b\":2}}\n");
    }

    @Test
    void a_reader_below_16_KiB_a_second_is_cut_off_after_a_minute() throws IOException {
        String text = "x".repeat(16 * 1024);
        for (int second = 0; second < 600; second++) {
            clock.add(Duration.ofSeconds(1));
            lines.write("a", new Content(text));
        }
        for (int second = 0; second < 59; second++) {
            clock.add(Duration.ofSeconds(1));
            lines.write("a", new Content(""));
        }
        clock.add(Duration.ofSeconds(10));
        assertThatThrownBy(() -> lines.write("a", new Content(""))).isInstanceOf(IOException.class);
    }
}
