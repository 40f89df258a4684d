package dev.porchlight.pages;

import dev.porchlight.validation.Setting;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the pages.
 *
 * @param publicSocketUrl The address under which browsers find Socket.IO, if a proxy gives it one of its own, such as
 *     {@code https://chat.example.com}, or below a path of it, {@code https://www.example.com/chat}. Otherwise it is port
 *     8080 of the host that the page is from.
 * @param demo Whether there is a shop to try it in at {@code /demo/}. Unset: only with the embedded store, without
 *     a {@code PORCHLIGHT_PUBLIC_URL}, and only at a loopback address. {@code true} shows it under every name.
 */
@ConfigurationProperties("porchlight")
record PageSettings(
        @DefaultValue("") String publicSocketUrl,
        @Nullable Boolean demo,
        @DefaultValue("") String mongodbUri,
        @DefaultValue("") String publicUrl) {

    private static final Pattern URL =
            Pattern.compile("(?<origin>https?://[A-Za-z0-9.\\-\\[\\]:]+)(?<path>(/[A-Za-z0-9._~-]+)*)/*");

    PageSettings {
        if (!publicSocketUrl.isBlank()) {
            requireUrl(publicSocketUrl.strip());
        }
    }

    /** @return with the groups {@code origin} and {@code path} */
    static Matcher requireUrl(String text) {
        Matcher url = URL.matcher(text);
        Setting.require(
                url.matches(),
                "PORCHLIGHT_PUBLIC_SOCKET_URL",
                "an address such as https://chat.example.com or https://www.example.com/chat");
        return url;
    }

    boolean isDemoEnabled() {
        return demo == null ? mongodbUri.isBlank() && publicUrl.isBlank() && publicSocketUrl.isBlank() : demo;
    }
}
