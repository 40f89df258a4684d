package dev.porchlight.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.password.PasswordEncoder;

class PasswordsTest {

    private final PasswordEncoder encoder = new PasswordConfiguration().passwordEncoder();
    private final Passwords passwords = new Passwords(encoder);

    /** Other tests hash more cheaply. */
    @Test
    void hashing_has_the_usual_cost() {
        assertThat(passwords.hash("correct horse")).startsWith("$2a$10$");
    }

    @Test
    void too_many_waiting_requests_are_rejected() throws Exception {
        int crowd = Runtime.getRuntime().availableProcessors() + 100;
        ExecutorService threads = Executors.newFixedThreadPool(crowd);
        try {
            List<Future<Boolean>> attempts = IntStream.range(0, crowd)
                    .mapToObj(i -> threads.submit(this::hashes))
                    .toList();

            int hashed = 0;
            for (Future<Boolean> attempt : attempts) {
                hashed += attempt.get() ? 1 : 0;
            }

            assertThat(hashed).isBetween(1, crowd - 1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(hashes()).isTrue();
    }

    private boolean hashes() {
        try {
            passwords.hash("correct horse");
            return true;
        } catch (RequestException e) {
            assertThat(e.getCode()).isEqualTo(ErrorCode.UNAVAILABLE);
            return false;
        }
    }
}
