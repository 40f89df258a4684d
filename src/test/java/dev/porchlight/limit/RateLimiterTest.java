package dev.porchlight.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class RateLimiterTest {

    private static final int CLIENT = -1;

    private final MutableClock clock = MutableClock.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final RateLimiter<Integer> limiter =
            new RateLimiter<>(Bandwidth.per(Duration.ofHours(1), 30), clock, "Too much.");

    @Test
    void more_clients_than_it_has_room_for_do_not_grow_it() {
        IntStream.range(0, 200_000).forEach(limiter::consume);

        assertThat(limiter.clientCount()).isBetween(1L, 20_000L);
        clock.add(Duration.ofHours(1).plusMillis(1));
        assertThat(limiter.clientCount()).isZero();
    }

    @Test
    void a_client_that_keeps_requesting_is_not_evicted_by_others() {
        IntStream.range(0, 30).forEach(i -> limiter.consume(CLIENT));

        int granted = 0;
        for (int i = 0; i < 100_000; i++) {
            limiter.consume(i);
            granted += i % 100 == 0 && consumes(CLIENT) ? 1 : 0;
        }

        assertThat(granted).isZero();
    }

    @Test
    void a_call_is_refunded_unless_its_outcome_counts() {
        for (int i = 0; i < 50; i++) {
            assertThat(limiter.<String>call(CLIENT, failure -> failure != null, () -> "done"))
                    .isEqualTo("done");
        }
        for (int i = 0; i < 30; i++) {
            assertThatThrownBy(() -> limiter.call(CLIENT, failure -> failure != null, () -> {
                        throw new IllegalStateException("failed");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }

        assertThat(consumes(CLIENT)).isFalse();
    }

    private boolean consumes(int client) {
        try {
            limiter.consume(client);
            return true;
        } catch (RequestException e) {
            assertThat(e.getCode()).isEqualTo(ErrorCode.RATE_LIMITED);
            return false;
        }
    }
}
