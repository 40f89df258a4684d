package dev.porchlight.socket;

import dev.porchlight.error.InvalidSettingException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param port Port of Socket.IO. */
@ConfigurationProperties("porchlight.socket")
record SocketSettings(@DefaultValue("8080") int port) {

    SocketSettings {
        if (port < 0 || port > 65_535) {
            throw new InvalidSettingException("PORCHLIGHT_SOCKET_PORT must be a port from 0 to 65535.");
        }
    }
}
