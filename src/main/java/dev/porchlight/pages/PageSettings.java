package dev.porchlight.pages;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the pages.
 *
 * @param publicSocketUrl The address under which browsers find Socket.IO, if a proxy gives it one of its own, such as
 *     {@code https://chat.example.com}, or below a path of it, {@code https://www.example.com/chat}. Otherwise it is port
 *     8080 of the host that the page is from.
 * @param demo Whether there is a shop to try it in at {@code /demo/}. Unset: only with the embedded store, and
 *     only at a loopback address. {@code true} shows it under every name.
 */
@ConfigurationProperties("porchlight")
record PageSettings(
        @DefaultValue("") String publicSocketUrl,
        @Nullable Boolean demo,
        @DefaultValue("") String mongodbUri) {

    boolean isDemoEnabled() {
        return demo == null ? mongodbUri.isBlank() : demo;
    }
}
