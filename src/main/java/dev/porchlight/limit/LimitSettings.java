package dev.porchlight.limit;

import dev.porchlight.network.AddressRanges;
import dev.porchlight.validation.Setting;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much one client may request. Every number is from 1 to 1000000. An address of IPv6 stands for its /64.
 *
 * @param enabled Whether rate limits hold at all. Limits on sizes hold in any case.
 * @param exempt Addresses or ranges that are not limited, separated by commas, such as
 *     {@code 127.0.0.0/8,::1} for a test; by default none. They share the worker threads like everybody else. A request
 *     with {@code X-Forwarded-For} or {@code Forwarded} is never exempt.
 * @param registrationsPerHour Attempts to register from one address: so many at once, and again so many spread over each
 *     hour; 1 to 1000000.
 * @param logInFailures Failed log-ins from one address to one account: so many at once, and again so many spread over
 *     each 15 minutes; 1 to 1000000. Failures from other addresses do not count.
 * @param logInFailuresPerAddress Failed log-ins from one address to any accounts, likewise; 1 to 1000000.
 * @param logInsPerAddress Successful log-ins from one address to any accounts, likewise; 1 to 1000000.
 * @param chatsPerHour New chats from one address: so many at once, and again so many spread over each hour; 1 to
 *     1000000. Coming back to a chat does not count.
 * @param messageBurst Messages that a guest or an owner may send at once; 1 to 1000000.
 * @param guestMessagesPerSecond Messages that a guest may send each second after that; 1 to 1000000.
 * @param ownerMessagesPerSecond Messages that an owner may send each second after that; 1 to 1000000.
 * @param requestBurst Requests of any kind that one connection may send at once, and that one guest or owner may over
 *     all connections; ten times as many from one address; 1 to 1000000.
 * @param requestsPerSecond Requests that it may send each second after that, likewise; 1 to 1000000.
 * @param connectionsPerAddress Connections to Socket.IO that one address may have at a time; 1 to 1000000.
 * @param restConnectionsPerAddress Connections to REST that one address may have at a time, of IPv6 a /64; its /56 may have 4 times as many, its /48 16 times; 1 to 1000000.
 */
@ConfigurationProperties("porchlight.limits")
record LimitSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue List<String> exempt,
        @DefaultValue("20") int registrationsPerHour,
        @DefaultValue("10") int logInFailures,
        @DefaultValue("50") int logInFailuresPerAddress,
        @DefaultValue("60") int logInsPerAddress,
        @DefaultValue("30") int chatsPerHour,
        @DefaultValue("20") int messageBurst,
        @DefaultValue("2") int guestMessagesPerSecond,
        @DefaultValue("10") int ownerMessagesPerSecond,
        @DefaultValue("200") int requestBurst,
        @DefaultValue("20") int requestsPerSecond,
        @DefaultValue("200") int connectionsPerAddress,
        @DefaultValue("40") int restConnectionsPerAddress) {

    private static final int MAX = 1_000_000;

    LimitSettings {
        AddressRanges.parse("PORCHLIGHT_LIMITS_EXEMPT", exempt);
        check("REGISTRATIONS_PER_HOUR", registrationsPerHour);
        check("LOG_IN_FAILURES", logInFailures);
        check("LOG_IN_FAILURES_PER_ADDRESS", logInFailuresPerAddress);
        check("LOG_INS_PER_ADDRESS", logInsPerAddress);
        check("CHATS_PER_HOUR", chatsPerHour);
        check("MESSAGE_BURST", messageBurst);
        check("GUEST_MESSAGES_PER_SECOND", guestMessagesPerSecond);
        check("OWNER_MESSAGES_PER_SECOND", ownerMessagesPerSecond);
        check("REQUEST_BURST", requestBurst);
        check("REQUESTS_PER_SECOND", requestsPerSecond);
        check("CONNECTIONS_PER_ADDRESS", connectionsPerAddress);
        check("REST_CONNECTIONS_PER_ADDRESS", restConnectionsPerAddress);
    }

    private static void check(String name, int value) {
        Setting.requireInRange("PORCHLIGHT_LIMITS_" + name, value, 1, MAX);
    }
}
