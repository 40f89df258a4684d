package dev.porchlight.web;

import dev.porchlight.validation.Setting;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param address Address of this machine at which REST listens, such as {@code 127.0.0.1} behind a proxy on the same
 *     machine. Unset, it listens at every address.
 * @param port Port of REST and of {@code /actuator/health}.
 */
@ConfigurationProperties("server")
record WebSettings(
        @Nullable InetAddress address, @DefaultValue("8000") int port) {

    WebSettings {
        Setting.requirePort("SERVER_PORT", port);
    }
}
