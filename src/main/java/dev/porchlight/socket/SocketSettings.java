package dev.porchlight.socket;

import dev.porchlight.error.InvalidSettingException;
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
 * @param unauthenticatedTimeout How long a connection may stay that has not sent a valid token, such as {@code 10m}.
 * @param requestTimeout Time from 1 to 60 seconds after which a request without a reply gets {@code UNAVAILABLE}, such as
 *     when the store hangs.
 * @param drain Time up to 60 seconds over which connections are closed before a stop, so that clients do not all reconnect at
 *     the same time. {@code 0} closes all at once.
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
        if (port < 0 || port > 65_535) {
            throw new InvalidSettingException("PORCHLIGHT_SOCKET_PORT must be a port from 0 to 65535.");
        }
        if (maxConnections < 1 || maxConnections > 1_000_000) {
            throw new InvalidSettingException("PORCHLIGHT_SOCKET_MAX_CONNECTIONS must be a number from 1 to 1000000.");
        }
        if (unauthenticatedTimeout.compareTo(SECOND) < 0) {
            throw new InvalidSettingException("PORCHLIGHT_SOCKET_UNAUTHENTICATED_TIMEOUT must be a time such as 10m.");
        }
        if (requestTimeout.compareTo(SECOND) < 0 || requestTimeout.compareTo(MINUTE) > 0) {
            throw new InvalidSettingException("PORCHLIGHT_SOCKET_REQUEST_TIMEOUT must be a time from 1s to 60s.");
        }
        if (drain.isNegative() || drain.compareTo(MINUTE) > 0) {
            throw new InvalidSettingException("PORCHLIGHT_SOCKET_DRAIN must be a time from 0s to 60s.");
        }
    }
}
