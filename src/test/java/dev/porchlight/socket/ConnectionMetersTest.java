package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ConnectionMetersTest {

    private final List<Throwable> fatal = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ConnectionMeters meters = new ConnectionMeters(registry, fatal::add);

    @Test
    void many_rejections_are_a_line_in_the_log(CapturedOutput output) {
        reject("BAD_REQUEST");

        assertThat(output).containsOnlyOnce("Many requests, packets or connections are rejected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNKNOWN_SESSION", "waiting bytes over the budget"})
    void what_honest_clients_do_after_a_restart_and_what_has_its_own_line_are_none(String rule, CapturedOutput output) {
        reject(rule);

        assertThat(output).isEmpty();
        assertThat(registry.get("porchlight.socket.rejected").counter().count()).isEqualTo(1000);
    }

    @Test
    void each_lack_of_memory_is_checked_and_only_the_first_logged(CapturedOutput output) {
        OutOfMemoryError error = new OutOfMemoryError("direct buffer memory");

        meters.outOfMemory(error);
        meters.outOfMemory(error);

        assertThat(fatal).containsExactly(error, error);
        assertThat(output).containsOnlyOnce("Memory ran out");
    }

    private void reject(String rule) {
        for (int i = 0; i < 1000; i++) {
            meters.rejected(rule);
        }
    }
}
