package dev.porchlight.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.error.RequestException;
import dev.porchlight.network.RequestSource;
import dev.porchlight.token.GuestPrincipal;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.Principal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.threeten.extra.MutableClock;

class LimitsTest {

    private static final String HERE = "198.51.100.7";
    private static final String ELSEWHERE = "198.51.100.8";

    private final MutableClock clock = MutableClock.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final RequestLimits limits = limits();

    @Test
    void twenty_registrations_an_hour_from_one_address() {
        assertThat(granted(30, () -> limits.register(from(HERE)))).isEqualTo(20);
        assertThat(granted(30, () -> limits.register(from(ELSEWHERE)))).isEqualTo(20);

        assertThat(retryAfter(() -> limits.register(from(HERE)))).isEqualTo(180);
        clock.add(Duration.ofSeconds(179));
        assertThat(retryAfter(() -> limits.register(from(HERE)))).isEqualTo(1);
        clock.add(Duration.ofSeconds(1));
        assertThat(granted(2, () -> limits.register(from(HERE)))).isEqualTo(1);
        clock.add(Duration.ofHours(1));
        assertThat(granted(30, () -> limits.register(from(HERE)))).isEqualTo(20);
    }

    @Test
    void thirty_new_chats_an_hour_from_one_address() {
        assertThat(granted(50, () -> limits.newChat(from(HERE)))).isEqualTo(30);
        assertThat(retryAfter(() -> limits.newChat(from(HERE)))).isEqualTo(120);
        assertThat(granted(50, () -> limits.newChat(from(ELSEWHERE)))).isEqualTo(30);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "198.51.100.7, 198.51.100.8, false",
        "198.51.100.7, ::ffff:198.51.100.7, true",
        "0.0.0.1, ::1:0:0:0:0, false",
    })
    void a_client_of_ipv6_has_its_whole_block(String one, String other, boolean same) {
        granted(30, () -> limits.newChat(from(one)));

        assertThat(granted(1, () -> limits.newChat(from(other)))).isEqualTo(same ? 0 : 1);
    }

    @Test
    void ten_failures_to_log_in_to_an_account_lock_out_their_address_alone() {
        assertThat(failures(15, HERE, "ada")).isEqualTo(10);

        assertThat(retryAfter(() -> logIn(HERE, "ada"))).isEqualTo(90);
        assertThat(granted(1, () -> logIn(HERE, "bob"))).isEqualTo(1);
        assertThat(granted(1, () -> logIn(ELSEWHERE, "ada"))).isEqualTo(1);
        clock.add(Duration.ofSeconds(90));
        assertThat(granted(1, () -> logIn(HERE, "ada"))).isEqualTo(1);
    }

    @Test
    void fifty_failures_from_one_address_whatever_the_accounts() {
        int tried =
                IntStream.range(0, 60).map(i -> failures(1, HERE, "user" + i)).sum();

        assertThat(tried).isEqualTo(50);
        assertThat(granted(1, () -> logIn(HERE, "ada"))).isZero();
        assertThat(granted(1, () -> logIn(ELSEWHERE, "ada"))).isEqualTo(1);
    }

    @Test
    void an_account_attacked_from_everywhere_is_open_to_its_owner() {
        IntStream.range(0, 250).forEach(i -> failures(20, "203.0.113." + i, "ada"));

        assertThat(granted(50, () -> logIn(HERE, "ada"))).isEqualTo(50);
    }

    @Test
    void sixty_log_ins_from_one_address_whatever_the_accounts() {
        int granted = IntStream.range(0, 70)
                .map(i -> granted(1, () -> logIn(HERE, "user" + i)))
                .sum();

        assertThat(granted).isEqualTo(60);
        assertThat(retryAfter(() -> logIn(HERE, "ada"))).isEqualTo(15);
        assertThat(failures(1, HERE, "ada")).isZero();
        assertThat(granted(1, () -> logIn(ELSEWHERE, "user1"))).isEqualTo(1);
        clock.add(Duration.ofSeconds(15));
        assertThat(granted(2, () -> logIn(HERE, "ada"))).isEqualTo(1);
    }

    @Test
    void only_wrong_passwords_count_as_failures() {
        assertThat(granted(50, () -> logIn(HERE, "ada"))).isEqualTo(50);
        for (int i = 0; i < 200; i++) {
            assertThat(codeOf(() -> limits.logIn(from(HERE), "ada", () -> {
                        throw RequestException.unavailable(null);
                    })))
                    .isEqualTo(ErrorCode.UNAVAILABLE);
        }
        failures(9, HERE, "ada");
        assertThat(granted(1, () -> logIn(HERE, "ada"))).isEqualTo(1);
        // Attempts that were refused never asked for a password, and leave the address what it has.
        failures(1000, HERE, "ada");
        assertThat(IntStream.range(0, 60)
                        .map(i -> failures(1, HERE, "user" + i))
                        .sum())
                .isEqualTo(40);
    }

    @Test
    void a_password_that_proves_somebody_once_more_is_not_guessed_either() {
        int granted = 0;
        for (int i = 0; i < 15; i++) {
            ErrorCode code = codeOf(() -> limits.logIn(from(HERE), "ada", () -> {
                throw RequestException.forbidden("The old password is wrong.");
            }));
            granted += code == ErrorCode.FORBIDDEN ? 1 : 0;
        }
        assertThat(granted).isEqualTo(10);
    }

    @Test
    void no_more_attempts_are_under_way_than_may_fail() {
        int[] deepest = new int[1];

        assertThat(codeOf(() -> nested(deepest))).isEqualTo(ErrorCode.RATE_LIMITED);

        assertThat(deepest[0]).isEqualTo(10);
    }

    private void nested(int[] deepest) {
        limits.logIn(from(HERE), "ada", () -> {
            deepest[0]++;
            nested(deepest);
            return true;
        });
    }

    @Test
    void messages_come_in_bursts_and_then_at_a_pace_of_their_own_for_each_sender() {
        Principal guest = guest();
        Principal other = guest();
        Principal owner = new OwnerPrincipal(new ObjectId(), "shop.example", "session", Instant.MAX);

        assertThat(granted(30, () -> limits.message(from(HERE), guest))).isEqualTo(20);
        assertThat(granted(30, () -> limits.message(from(HERE), owner))).isEqualTo(20);
        assertThat(granted(30, () -> limits.message(from(HERE), other))).isEqualTo(20);
        // The sender counts, wherever she is.
        assertThat(granted(1, () -> limits.message(from(ELSEWHERE), guest))).isZero();
        assertThat(retryAfter(() -> limits.message(from(HERE), guest))).isEqualTo(1);
        clock.add(Duration.ofSeconds(3));
        assertThat(granted(30, () -> limits.message(from(HERE), guest))).isEqualTo(6);
        clock.add(Duration.ofSeconds(1));
        assertThat(granted(30, () -> limits.message(from(HERE), owner))).isEqualTo(20);
        clock.add(Duration.ofSeconds(1));
        assertThat(granted(30, () -> limits.message(from(HERE), owner))).isEqualTo(10);
    }

    @Test
    void requests_of_any_kind_are_limited_by_connection_and_by_person() {
        Principal guest = guest();
        TokenBucket connection = new TokenBucket();

        assertThat(granted(300, () -> limits.request(from(HERE), guest))).isEqualTo(200);
        assertThat(granted(300, () -> limits.request(from(HERE), connection))).isEqualTo(200);
        assertThat(granted(300, () -> limits.request(from(HERE), new TokenBucket())))
                .isEqualTo(300);
        clock.add(Duration.ofSeconds(1));
        assertThat(granted(300, () -> limits.request(from(HERE), guest))).isEqualTo(20);
        assertThat(granted(300, () -> limits.request(from(HERE), connection))).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false, false",
        "127.1.2.3, false, false",
        "::1, false, false",
        "127.0.0.1, true, true",
        "::1, true, true",
        "10.0.0.1, false, true",
        "198.51.100.7, true, true",
    })
    void this_machine_is_exempt_unless_it_hands_on(String address, boolean forwarded, boolean limited) {
        assertThat(limits.isLimited(new RequestSource(address(address), forwarded, null, null)))
                .isEqualTo(limited);
    }

    @Test
    void exempt_are_the_addresses_that_the_setting_names() {
        RequestLimits others = limits("porchlight.limits.exempt", "10.0.0.0/8, 2001:db8::/32");
        RequestLimits nobody = limits("porchlight.limits.exempt", "");

        assertThat(granted(100, () -> others.newChat(from("10.9.9.9")))).isEqualTo(100);
        assertThat(granted(100, () -> others.newChat(from("2001:db8::9")))).isEqualTo(100);
        assertThat(granted(100, () -> others.newChat(from("127.0.0.1")))).isEqualTo(30);
        assertThat(granted(100, () -> nobody.newChat(from("127.0.0.1")))).isEqualTo(30);
    }

    @Test
    void off_means_off() {
        RequestLimits off = limits("porchlight.limits.enabled", "false");
        RequestSource forwarded = new RequestSource(address(HERE), true, null, null);

        assertThat(granted(500, () -> off.register(forwarded))).isEqualTo(500);
        assertThat(granted(500, () -> off.newChat(forwarded))).isEqualTo(500);
        Principal guest = guest();
        assertThat(granted(500, () -> off.message(forwarded, guest))).isEqualTo(500);
        assertThat(granted(500, () -> off.request(forwarded, guest))).isEqualTo(500);
        assertThat(off.isLimited(address(HERE))).isFalse();
    }

    @Test
    void a_flood_of_clients_does_not_make_the_table_grow() {
        RateLimiter<Integer> limit = new RateLimiter<>(Bandwidth.per(Duration.ofHours(1), 30), clock, "Too much.");

        IntStream.range(0, 200_000).forEach(limit::take);

        assertThat(limit.size()).isBetween(1L, 20_000L);
        clock.add(Duration.ofHours(1).plusMillis(1));
        assertThat(limit.size()).isZero();
    }

    @Test
    void a_client_that_keeps_asking_is_not_forgotten_in_a_flood_of_others() {
        RateLimiter<Integer> limit = new RateLimiter<>(Bandwidth.per(Duration.ofHours(1), 30), clock, "Too much.");
        granted(40, () -> limit.take(-1));

        int granted = 0;
        for (int i = 0; i < 100_000; i++) {
            limit.take(i);
            granted += i % 100 == 0 ? granted(1, () -> limit.take(-1)) : 0;
        }

        assertThat(granted).isZero();
    }

    @Test
    void a_clock_that_is_set_back_locks_nobody_out_for_as_long() {
        granted(30, () -> limits.newChat(from(HERE)));
        clock.add(Duration.ofDays(-7));

        assertThat(retryAfter(() -> limits.newChat(from(HERE)))).isEqualTo(120);
        clock.add(Duration.ofHours(1));
        assertThat(granted(30, () -> limits.newChat(from(HERE)))).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "REGISTRATIONS_PER_HOUR",
                "LOG_IN_FAILURES",
                "LOG_INS_PER_ADDRESS",
                "LOG_IN_FAILURES_PER_ADDRESS",
                "CHATS_PER_HOUR",
                "MESSAGE_BURST",
                "GUEST_MESSAGES_PER_SECOND",
                "OWNER_MESSAGES_PER_SECOND",
                "REQUEST_BURST",
                "REQUESTS_PER_SECOND",
                "CONNECTIONS_PER_ADDRESS",
                "REST_CONNECTIONS_PER_ADDRESS",
            })
    void a_number_out_of_bounds_stops_the_start(String name) {
        String property = "porchlight.limits." + name.toLowerCase().replace('_', '-');
        for (String wrong : new String[] {"0", "-1", "1000001"}) {
            assertThatThrownBy(() -> limits(property, wrong))
                    .rootCause()
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessage("PORCHLIGHT_LIMITS_" + name + " must be a number from 1 to 1000000.");
        }
        limits(property, "1");
        limits(property, "1000000");
    }

    @Test
    void a_wrong_exempt_range_stops_the_start() {
        assertThatThrownBy(() -> limits("porchlight.limits.exempt", "10.0.0.0/33"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("PORCHLIGHT_LIMITS_EXEMPT must be");
    }

    private RequestLimits limits(String... settings) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            properties.put(settings[i], settings[i + 1]);
        }
        Binder binder = new Binder(new MapConfigurationPropertySource(properties));
        return new RequestLimits(binder.bindOrCreate("porchlight.limits", LimitSettings.class), clock);
    }

    private void logIn(String address, String account) {
        limits.logIn(from(address), account, () -> true);
    }

    /** @return how many wrong passwords were looked at */
    private int failures(int attempts, String address, String account) {
        int[] looked = new int[1];
        granted(
                attempts,
                () -> limits.logIn(from(address), account, () -> {
                    looked[0]++;
                    throw RequestException.unauthorized("wrong");
                }));
        return looked[0];
    }

    private static int granted(int attempts, Runnable attempt) {
        int granted = 0;
        for (int i = 0; i < attempts; i++) {
            granted += codeOf(attempt) == null ? 1 : 0;
        }
        return granted;
    }

    private static ErrorCode codeOf(Runnable attempt) {
        try {
            attempt.run();
            return null;
        } catch (RequestException e) {
            return e.getCode();
        }
    }

    private static Integer retryAfter(Runnable attempt) {
        try {
            attempt.run();
            return null;
        } catch (RequestException e) {
            assertThat(e.getCode()).isEqualTo(ErrorCode.RATE_LIMITED);
            return e.getRetryAfter();
        }
    }

    private static Principal guest() {
        return new GuestPrincipal(new ObjectId(), "shop.example", Instant.EPOCH, Instant.MAX);
    }

    private static RequestSource from(String address) {
        return new RequestSource(address(address), false, null, null);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
