package dev.porchlight.chat.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;
import tools.jackson.databind.json.JsonMapper;

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

    /** A program that splits a file where Unicode ends a line reads no line that a guest has made up. */
    @Test
    void what_some_take_for_the_end_of_a_line_is_escaped() throws IOException {
        String breaks = "\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029";
        String forged = "{\"type\":\"a\",\"x\":\"forged\"}";
        String text = breaks.chars().mapToObj(each -> (char) each + forged).collect(Collectors.joining());
        lines.write("a", new Content(text + " é 👩"));
        lines.end();

        String json = out.toString(StandardCharsets.UTF_8);
        assertThat(json.chars().filter(each -> breaks.indexOf(each) >= 0).toArray())
                .containsExactly('\n', '\n');
        assertThat(json).contains(" é ");
        assertThat(JsonMapper.shared()
                        .readTree(json.substring(0, json.indexOf('\n')))
                        .get("x")
                        .asString())
                .isEqualTo(text + " é 👩");
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
