package dev.porchlight.socket;

import dev.porchlight.error.InvalidSettingException;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** @param port where Socket.IO clients connect; 0 takes any free one */
@ConfigurationProperties("porchlight.socket")
record SocketSettings(int port) {

    SocketSettings {
        if (port < 0 || port > 65_535) {
            throw new InvalidSettingException("PORCHLIGHT_SOCKET_PORT must be a port from 0 to 65535.");
        }
    }
}
