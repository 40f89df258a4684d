package dev.porchlight.limit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RejectionLogTest {

    private final AtomicLong now = new AtomicLong(-5);
    private final RejectionLog rejections = new RejectionLog("requests", now::get);
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
        reject("not_found", 90);
        reject("memory", 9);
        assertThat(lines.list).isEmpty();

        reject("unknown_session", 500);

        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.get(0).getFormattedMessage())
                .startsWith(
                        "Many requests are rejected: 100 within 0 s, by rule: not_found 90, memory 9, unknown_session 1.");
    }

    @Test
    void one_that_goes_on_is_a_line_a_minute() {
        for (int minute = 0; minute < 3; minute++) {
            reject("not_found", 1000);
            now.addAndGet(RejectionLog.MINUTE_NANOS);
        }

        assertThat(lines.list).hasSize(3);
    }

    @Test
    void a_few_in_a_minute_are_none() {
        for (int minute = 0; minute < 10; minute++) {
            reject("not_found", RejectionLog.MANY - 1);
            now.addAndGet(RejectionLog.MINUTE_NANOS);
        }

        assertThat(lines.list).isEmpty();
    }

    private void reject(String rule, int times) {
        for (int i = 0; i < times; i++) {
            rejections.rejected(rule);
        }
    }
}
