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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.threeten.extra.MutableClock;

class RequestLimitsTest {

    private static final String HERE = "198.51.100.7";
    private static final String ELSEWHERE = "198.51.100.8";

    private final MutableClock clock = MutableClock.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final RequestLimits limits = limits();

    /** Also loopback, from which a relay on the same machine may bring everybody. */
    @Test
    void no_address_is_exempt_by_default() {
        LimitSettings defaults =
                new Binder(new MapConfigurationPropertySource()).bindOrCreate("porchlight.limits", LimitSettings.class);

        assertThat(defaults.exempt()).isEmpty();
        assertThat(defaults.enabled()).isTrue();
    }

    @Test
    void an_address_may_register_20_times_an_hour() {
        assertThat(granted(30, () -> limits.checkRegistration(from(HERE)))).isEqualTo(20);
        assertThat(granted(30, () -> limits.checkRegistration(from(ELSEWHERE)))).isEqualTo(20);

        assertThat(retryAfter(() -> limits.checkRegistration(from(HERE)))).isEqualTo(180);
        clock.add(Duration.ofSeconds(179));
        assertThat(retryAfter(() -> limits.checkRegistration(from(HERE)))).isEqualTo(1);
        clock.add(Duration.ofSeconds(1));
        assertThat(granted(2, () -> limits.checkRegistration(from(HERE)))).isEqualTo(1);
        clock.add(Duration.ofHours(1));
        assertThat(granted(30, () -> limits.checkRegistration(from(HERE)))).isEqualTo(20);
    }

    @Test
    void thirty_new_chats_an_hour_from_one_address() {
        assertThat(granted(50, () -> limits.checkNewChat(from(HERE)))).isEqualTo(30);
        assertThat(retryAfter(() -> limits.checkNewChat(from(HERE)))).isEqualTo(120);
        assertThat(granted(50, () -> limits.checkNewChat(from(ELSEWHERE)))).isEqualTo(30);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "198.51.100.7, 198.51.100.8, false",
        "198.51.100.7, ::ffff:198.51.100.7, true",
        "0.0.0.1, ::1:0:0:0:0, false",
    })
    void an_ipv6_client_is_its_64_block(String one, String other, boolean same) {
        granted(30, () -> limits.checkNewChat(from(one)));

        assertThat(granted(1, () -> limits.checkNewChat(from(other)))).isEqualTo(same ? 0 : 1);
    }

    @Test
    void after_10_failed_log_ins_to_an_account_their_address_is_limited_and_no_other() {
        assertThat(failures(15, HERE, "ada")).isEqualTo(10);

        assertThat(retryAfter(() -> logIn(HERE, "ada"))).isEqualTo(90);
        assertThat(granted(1, () -> logIn(HERE, "bob"))).isEqualTo(1);
        assertThat(granted(1, () -> logIn(ELSEWHERE, "ada"))).isEqualTo(1);
        clock.add(Duration.ofSeconds(90));
        assertThat(granted(1, () -> logIn(HERE, "ada"))).isEqualTo(1);
    }

    @Test
    void an_address_may_fail_50_log_ins_to_any_accounts() {
        int tried =
                IntStream.range(0, 60).map(i -> failures(1, HERE, "user" + i)).sum();

        assertThat(tried).isEqualTo(50);
        assertThat(granted(1, () -> logIn(HERE, "ada"))).isZero();
        assertThat(granted(1, () -> logIn(ELSEWHERE, "ada"))).isEqualTo(1);
    }

    @Test
    void failures_from_other_addresses_do_not_limit_the_owner() {
        IntStream.range(0, 250).forEach(i -> failures(20, "203.0.113." + i, "ada"));

        assertThat(granted(50, () -> logIn(HERE, "ada"))).isEqualTo(50);
    }

    @Test
    void an_address_may_log_in_60_times_to_any_accounts() {
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
    void only_wrong_passwords_count_as_failed_log_ins() {
        assertThat(granted(50, () -> logIn(HERE, "ada"))).isEqualTo(50);
        for (int i = 0; i < 200; i++) {
            assertThat(codeOf(() -> limits.callLogIn(from(HERE), "ada", () -> {
                        throw RequestException.unavailable(null);
                    })))
                    .isEqualTo(ErrorCode.UNAVAILABLE);
        }
        failures(9, HERE, "ada");
        assertThat(granted(1, () -> logIn(HERE, "ada"))).isEqualTo(1);
        // Rejected attempts never check a password, and cost the address nothing.
        failures(1000, HERE, "ada");
        assertThat(IntStream.range(0, 60)
                        .map(i -> failures(1, HERE, "user" + i))
                        .sum())
                .isEqualTo(40);
    }

    @Test
    void a_wrong_password_of_somebody_logged_in_counts_too() {
        int granted = 0;
        for (int i = 0; i < 15; i++) {
            ErrorCode code = codeOf(() -> limits.callLogIn(from(HERE), "ada", () -> {
                throw RequestException.forbidden("The old password is wrong.");
            }));
            granted += code == ErrorCode.FORBIDDEN ? 1 : 0;
        }
        assertThat(granted).isEqualTo(10);
    }

    @Test
    void concurrent_log_ins_reserve_their_tokens() {
        AtomicInteger concurrent = new AtomicInteger();

        assertThat(codeOf(() -> logInWithinLogIn(concurrent))).isEqualTo(ErrorCode.RATE_LIMITED);

        assertThat(concurrent).hasValue(10);
    }

    private boolean logInWithinLogIn(AtomicInteger concurrent) {
        return limits.callLogIn(from(HERE), "ada", () -> {
            concurrent.incrementAndGet();
            return logInWithinLogIn(concurrent);
        });
    }

    @Test
    void messages_are_limited_by_sender_at_the_rate_of_owners_or_guests() {
        Principal guest = guest();
        Principal other = guest();
        Principal owner = new OwnerPrincipal(new ObjectId(), "shop.example", "session", Instant.MAX);

        assertThat(granted(30, () -> limits.checkMessage(from(HERE), guest))).isEqualTo(20);
        assertThat(granted(30, () -> limits.checkMessage(from(HERE), owner))).isEqualTo(20);
        assertThat(granted(30, () -> limits.checkMessage(from(HERE), other))).isEqualTo(20);
        // By sender, from whatever address.
        assertThat(granted(1, () -> limits.checkMessage(from(ELSEWHERE), guest)))
                .isZero();
        assertThat(retryAfter(() -> limits.checkMessage(from(HERE), guest))).isEqualTo(1);
        clock.add(Duration.ofSeconds(3));
        assertThat(granted(30, () -> limits.checkMessage(from(HERE), guest))).isEqualTo(6);
        clock.add(Duration.ofSeconds(1));
        assertThat(granted(30, () -> limits.checkMessage(from(HERE), owner))).isEqualTo(20);
        clock.add(Duration.ofSeconds(1));
        assertThat(granted(30, () -> limits.checkMessage(from(HERE), owner))).isEqualTo(10);
    }

    @Test
    void an_address_may_request_as_much_as_ten_connections() {
        assertThat(requestsOf(20, HERE)).isEqualTo(2_000);
        assertThat(requestsOf(1, ELSEWHERE)).isEqualTo(200);

        clock.add(Duration.ofSeconds(1));
        assertThat(requestsOf(20, HERE)).isEqualTo(200);
    }

    private int requestsOf(int connections, String address) {
        int granted = 0;
        for (int i = 0; i < connections; i++) {
            TokenBucket connection = new TokenBucket();
            granted += granted(300, () -> limits.checkRequest(from(address), connection));
        }
        return granted;
    }

    @Test
    void requests_are_limited_by_connection_and_by_principal() {
        Principal guest = guest();
        TokenBucket connection = new TokenBucket();

        assertThat(granted(300, () -> limits.checkRequest(from(HERE), guest))).isEqualTo(200);
        assertThat(granted(300, () -> limits.checkRequest(from(HERE), connection)))
                .isEqualTo(200);
        assertThat(granted(300, () -> limits.checkRequest(from(HERE), new TokenBucket())))
                .isEqualTo(300);
        clock.add(Duration.ofSeconds(1));
        assertThat(granted(300, () -> limits.checkRequest(from(HERE), guest))).isEqualTo(20);
        assertThat(granted(300, () -> limits.checkRequest(from(HERE), connection)))
                .isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false, true",
        "127.1.2.3, false, true",
        "::1, false, true",
        "127.0.0.1, true, true",
        "::1, true, true",
        "10.0.0.1, false, true",
        "198.51.100.7, true, true",
    })
    void nobody_is_exempt_by_default(String address, boolean forwarded, boolean limited) {
        assertThat(limits.isLimited(new RequestSource(address(address), forwarded, null, null)))
                .isEqualTo(limited);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, false, false", "::1, false, false", "127.0.0.1, true, true", "10.0.0.1, false, true"})
    void loopback_can_be_exempt_unless_the_request_was_forwarded(String address, boolean forwarded, boolean limited) {
        assertThat(limits("porchlight.limits.exempt", "127.0.0.0/8,::1")
                        .isLimited(new RequestSource(address(address), forwarded, null, null)))
                .isEqualTo(limited);
    }

    @Test
    void exempt_addresses_are_those_of_the_setting() {
        RequestLimits others = limits("porchlight.limits.exempt", "10.0.0.0/8, 2001:db8::/32");
        RequestLimits nobody = limits("porchlight.limits.exempt", "");

        assertThat(granted(100, () -> others.checkNewChat(from("10.9.9.9")))).isEqualTo(100);
        assertThat(granted(100, () -> others.checkNewChat(from("2001:db8::9")))).isEqualTo(100);
        assertThat(granted(100, () -> others.checkNewChat(from("127.0.0.1")))).isEqualTo(30);
        assertThat(granted(100, () -> nobody.checkNewChat(from("127.0.0.1")))).isEqualTo(30);
    }

    @Test
    void disabled_limits_hold_for_nobody() {
        RequestLimits off = limits("porchlight.limits.enabled", "false");
        RequestSource forwarded = new RequestSource(address(HERE), true, null, null);

        assertThat(granted(500, () -> off.checkRegistration(forwarded))).isEqualTo(500);
        assertThat(granted(500, () -> off.checkNewChat(forwarded))).isEqualTo(500);
        Principal guest = guest();
        assertThat(granted(500, () -> off.checkMessage(forwarded, guest))).isEqualTo(500);
        assertThat(granted(500, () -> off.checkRequest(forwarded, guest))).isEqualTo(500);
        assertThat(off.isLimited(address(HERE))).isFalse();
    }

    @Test
    void a_clock_set_back_does_not_extend_the_wait() {
        granted(30, () -> limits.checkNewChat(from(HERE)));
        clock.add(Duration.ofDays(-7));

        assertThat(retryAfter(() -> limits.checkNewChat(from(HERE)))).isEqualTo(120);
        clock.add(Duration.ofHours(1));
        assertThat(granted(30, () -> limits.checkNewChat(from(HERE)))).isPositive();
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
    void a_number_out_of_range_stops_the_start(String name) {
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
                .rootCause()
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
        limits.callLogIn(from(address), account, () -> true);
    }

    /** @return how many passwords were checked */
    private int failures(int attempts, String address, String account) {
        AtomicInteger checked = new AtomicInteger();
        granted(
                attempts,
                () -> limits.callLogIn(from(address), account, () -> {
                    checked.incrementAndGet();
                    throw RequestException.unauthorized("wrong");
                }));
        return checked.get();
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
