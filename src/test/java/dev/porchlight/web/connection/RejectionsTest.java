package dev.porchlight.web.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RejectionsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Rejections rejections = new Rejections(meters);

    @Test
    void all_are_counted_and_an_attack_is_one_line(CapturedOutput output) {
        count(99);
        assertThat(output).doesNotContain("slow body");

        count(901);
        assertThat(output.toString().lines().filter(line -> line.contains("slow body 100")))
                .hasSize(1);
        assertThat(meters.counter("porchlight.rest.rejected", "rule", "slow body")
                        .count())
                .isEqualTo(1000);
    }

    private void count(int times) {
        for (int i = 0; i < times; i++) {
            rejections.count("slow body");
        }
    }
}
