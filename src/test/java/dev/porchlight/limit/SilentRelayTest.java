package dev.porchlight.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Clients behind a relay on the same machine that adds no header, as stunnel: they share the limits of its address. */
@TestPropertySource(properties = "porchlight.limits.exempt=")
class SilentRelayTest extends ApplicationTest {

    @Test
    void passwords_cannot_be_guessed_without_end() {
        Account owner = newOwner();
        int[] statuses = IntStream.range(0, 80)
                .map(i -> rest().post("/owner/login", rest().json("email", owner.email(), "password", "guess " + i))
                        .status())
                .toArray();

        assertThat(statuses).startsWith(401).endsWith(429).containsOnly(401, 429);
        assertThat(IntStream.of(statuses).filter(status -> status == 401).count())
                .isLessThanOrEqualTo(11);
    }
}
