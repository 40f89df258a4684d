package dev.porchlight.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;

@ExtendWith(OutputCaptureExtension.class)
class StoreFailureLogTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final StoreFailureLog failures = new StoreFailureLog(now::get);

    @Test
    void the_first_failure_is_logged_and_those_of_a_minute_in_one_line(CapturedOutput output) {
        for (int i = 0; i < 1000; i++) {
            failures.failed("newMessage", new DataAccessResourceFailureException("away " + i));
        }
        now.addAndGet(StoreFailureLog.MINUTE_NANOS);
        failures.failed("GET /owner/chats/{id}", new DataAccessResourceFailureException("still away"));

        assertThat(output.getAll().lines().filter(line -> line.contains("The store failed")))
                .satisfiesExactly(
                        first -> assertThat(first).contains("1 requests", "newMessage", "away 0"),
                        second -> assertThat(second).contains("1000 requests", "GET /owner/chats/{id}", "still away"));
    }

    @Test
    void values_that_broke_an_index_are_not_logged(CapturedOutput output) {
        failures.failed("POST /owner/register", new DuplicateKeyException("dup key: { email: \"ada@example.com\" }"));

        assertThat(output.getAll())
                .contains("POST /owner/register", DuplicateKeyException.class.getName())
                .doesNotContain("ada@example.com");
    }
}
