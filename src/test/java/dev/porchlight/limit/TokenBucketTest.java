package dev.porchlight.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final Bandwidth THREE_THEN_ONE_A_SECOND = Bandwidth.perSecond(1, 3);
    private static final long SECOND = 1_000_000_000L;

    private final TokenBucket bucket = new TokenBucket();
    private long now = 1_000 * SECOND;

    @Test
    void a_full_bucket_holds_the_burst_and_says_when_the_next_token_comes() {
        assertThat(consumed(5)).isEqualTo(3);
        assertThat(tryConsume()).isEqualTo(SECOND);
        now += SECOND - 1;
        assertThat(tryConsume()).isEqualTo(1);
        now += 1;
        assertThat(consumed(5)).isEqualTo(1);
    }

    @Test
    void it_never_holds_more_than_the_burst() {
        consumed(1);
        now += 1_000 * SECOND;

        assertThat(consumed(5)).isEqualTo(3);
    }

    @Test
    void a_refunded_token_can_be_consumed_again() {
        consumed(3);

        bucket.refund(THREE_THEN_ONE_A_SECOND);

        assertThat(consumed(5)).isEqualTo(1);
    }

    @Test
    void after_the_clock_was_set_back_the_wait_is_for_one_token() {
        consumed(3);
        now -= 500 * SECOND;

        assertThat(tryConsume()).isEqualTo(SECOND);
    }

    private int consumed(int attempts) {
        int consumed = 0;
        for (int i = 0; i < attempts; i++) {
            consumed += tryConsume() == 0 ? 1 : 0;
        }
        return consumed;
    }

    private long tryConsume() {
        return bucket.tryConsume(THREE_THEN_ONE_A_SECOND, now);
    }
}
