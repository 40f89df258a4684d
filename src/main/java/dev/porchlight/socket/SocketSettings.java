package dev.porchlight.socket;

import dev.porchlight.error.InvalidSettingException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param address Address of this machine at which Socket.IO listens, such as {@code 127.0.0.1} behind a proxy on the same
 *     machine. Unset, it listens at every address.
 * @param port Port of Socket.IO.
 */
@ConfigurationProperties("porchlight.socket")
record SocketSettings(
        @Nullable InetAddress address, @DefaultValue("8080") int port) {

    SocketSettings {
        if (port < 0 || port > 65_535) {
            throw new InvalidSettingException("PORCHLIGHT_SOCKET_PORT must be a port from 0 to 65535.");
        }
    }
}
