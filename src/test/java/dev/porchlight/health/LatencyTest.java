package dev.porchlight.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatencyTest {

    private static final Duration SLOW = Duration.ofMillis(1_500);
    private static final Duration FAST = Duration.ofMillis(10);
    private static final Duration BETWEEN = Duration.ofMillis(800);

    private long now;
    private final Latency latency = new Latency(() -> now);

    @Test
    void three_slow_probes_in_a_row_are_slow_and_three_fast_ones_end_it() {
        probe(SLOW, SLOW);
        assertThat(latency.isSlow()).isFalse();
        probe(SLOW);
        assertThat(latency.isSlow()).isTrue();
        probe(FAST, FAST);
        assertThat(latency.isSlow()).isTrue();
        probe(FAST);
        assertThat(latency.isSlow()).isFalse();
    }

    @Test
    void pauses_and_what_is_neither_slow_nor_fast_change_nothing() {
        probe(SLOW, SLOW, BETWEEN, SLOW, SLOW, FAST, SLOW);
        assertThat(latency.isSlow()).isFalse();
        probe(SLOW, SLOW);
        assertThat(latency.isSlow()).isTrue();
        probe(FAST, FAST, BETWEEN, FAST, FAST, BETWEEN);
        assertThat(latency.isSlow()).isTrue();
    }

    @Test
    void a_probe_that_never_ends_is_slow() {
        assertThat(latency.start()).isTrue();
        for (int second = 0; second < 4; second++) {
            now += Duration.ofSeconds(1).toNanos();
            assertThat(latency.start()).isFalse();
        }
        assertThat(latency.isSlow()).isTrue();
        latency.done();
        probe(FAST, FAST, FAST);
        assertThat(latency.isSlow()).isFalse();
    }

    private void probe(Duration... taken) {
        for (Duration each : taken) {
            assertThat(latency.start()).isTrue();
            now += each.toNanos();
            latency.done();
        }
    }
}
