package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class RejectionLogTest {

    private final AtomicLong now = new AtomicLong(-5);
    private final RejectionLog rejections = new RejectionLog(now::get);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(RejectionLog.class);

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
    void an_attack_is_one_line_with_its_rules() {
        reject("not found", 90);
        reject("memory", 9);
        assertThat(lines.list).isEmpty();

        reject("bad request", 500);

        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.get(0).getFormattedMessage())
                .contains("100 within 0 s, by rule: not found 90, memory 9, bad request 1.");
    }

    @Test
    void one_that_goes_on_is_a_line_a_minute() {
        for (int minute = 0; minute < 3; minute++) {
            reject("not found", 1000);
            now.addAndGet(RejectionLog.MINUTE_NANOS);
        }

        assertThat(lines.list).hasSize(3);
    }

    @Test
    void a_few_in_a_minute_are_none() {
        for (int minute = 0; minute < 10; minute++) {
            reject("not found", RejectionLog.MANY - 1);
            now.addAndGet(RejectionLog.MINUTE_NANOS);
        }

        assertThat(lines.list).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown session", "waiting bytes over the budget"})
    void what_honest_clients_do_after_a_restart_or_what_has_its_own_line_is_none(String rule) {
        reject(rule, 1000);

        assertThat(lines.list).isEmpty();
    }

    private void reject(String rule, int times) {
        for (int i = 0; i < times; i++) {
            rejections.rejected(rule);
        }
    }
}
