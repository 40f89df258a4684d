package dev.porchlight.socket;

import dev.porchlight.validation.Setting;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param address Address of this machine at which Socket.IO listens, such as {@code 127.0.0.1} behind a proxy on the same
 *     machine. Unset, it listens at every address.
 * @param port Port of Socket.IO.
 * @param maxConnections How many connections to Socket.IO there may be at a time; further ones are answered 503.
 * @param unauthenticatedTimeout How long a connection may stay unauthenticated, such as {@code 10m}.
 * @param requestTimeout Time from 1 to 60 seconds after which a request without a reply gets {@code UNAVAILABLE}, such as
 *     when the store hangs.
 * @param drain Time up to 60 seconds over which connections are closed before a stop, so that not all clients reconnect at
 *     once. {@code 0} closes them at once. The unit and the compose file wait for it; {@code docker stop} needs
 *     {@code --stop-timeout} for more than {@code 5s}.
 */
@ConfigurationProperties("porchlight.socket")
record SocketSettings(
        @Nullable InetAddress address,
        @DefaultValue("8080") int port,
        @DefaultValue("20000") int maxConnections,
        @DefaultValue("10m") Duration unauthenticatedTimeout,
        @DefaultValue("5s") Duration requestTimeout,
        @DefaultValue("5s") Duration drain) {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    SocketSettings {
        Setting.requirePort("PORCHLIGHT_SOCKET_PORT", port);
        Setting.requireInRange("PORCHLIGHT_SOCKET_MAX_CONNECTIONS", maxConnections, 1, 1_000_000);
        Setting.require(
                unauthenticatedTimeout.compareTo(SECOND) >= 0,
                "PORCHLIGHT_SOCKET_UNAUTHENTICATED_TIMEOUT",
                "a time such as 10m");
        Setting.requireInRange("PORCHLIGHT_SOCKET_REQUEST_TIMEOUT", requestTimeout, SECOND, MINUTE);
        Setting.requireInRange("PORCHLIGHT_SOCKET_DRAIN", drain, Duration.ZERO, MINUTE);
    }
}
