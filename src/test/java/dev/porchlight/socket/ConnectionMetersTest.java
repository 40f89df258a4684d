package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.porchlight.health.FileDescriptors;
import dev.porchlight.socket.engine.config.CloseReason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ConnectionMetersTest {

    private final List<Throwable> fatal = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ConnectionMeters meters =
            new ConnectionMeters(registry, fatal::add, new FileDescriptors(1000, () -> 0, System::nanoTime));
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.porchlight");

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
    }

    @Test
    void reasons_are_counted_by_their_documented_names() {
        String[] documented = {
            "left",
            "lost",
            "silent",
            "unconnected",
            "slow",
            "violation",
            "ended",
            "unauthenticated",
            "failed",
            "restart"
        };

        for (CloseReason reason : CloseReason.values()) {
            meters.closed(reason);
        }

        assertThat(registry.get("porchlight.socket.closed").counters())
                .extracting(counter -> counter.getId().getTag("reason"))
                .containsExactlyInAnyOrder(documented);
    }

    @Test
    void many_rejections_are_a_line_in_the_log() {
        reject("BAD_REQUEST");

        assertThat(logged("Many requests, packets or connections are rejected")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNKNOWN_SESSION", "waiting bytes over the budget"})
    void what_honest_clients_do_after_a_restart_and_what_has_its_own_line_are_none(String rule) {
        reject(rule);

        assertThat(logged("Many")).isZero();
        assertThat(registry.get("porchlight.socket.rejected").counter().count()).isEqualTo(1000);
    }

    @Test
    void each_lack_of_memory_is_checked_and_only_the_first_logged() {
        OutOfMemoryError error = new OutOfMemoryError("direct buffer memory");

        meters.outOfMemory(error);
        meters.outOfMemory(error);

        assertThat(fatal).containsExactly(error, error);
        assertThat(logged("Memory ran out")).isEqualTo(1);
    }

    private long logged(String start) {
        return List.copyOf(lines.list).stream()
                .filter(line -> line.getFormattedMessage().startsWith(start))
                .count();
    }

    private void reject(String rule) {
        for (int i = 0; i < 1000; i++) {
            meters.rejected(rule);
        }
    }
}
