package dev.porchlight.web;

import dev.porchlight.error.InvalidSettingException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param port Port of REST and of {@code /actuator/health}. */
@ConfigurationProperties("server")
record WebSettings(@DefaultValue("8000") int port) {

    WebSettings {
        if (port < 0 || port > 65_535) {
            throw new InvalidSettingException("SERVER_PORT must be a port from 0 to 65535.");
        }
    }
}
