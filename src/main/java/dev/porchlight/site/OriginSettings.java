package dev.porchlight.site;

import dev.porchlight.validation.Setting;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where our own pages are.
 *
 * @param publicUrl The address under which browsers find port 8000, if a proxy gives it one of its own, such as
 *     {@code https://chat.example.com}, or below a path of it, {@code https://www.example.com/chat}. Its pages may show the
 *     chats of websites that are locked to theirs.
 */
@ConfigurationProperties("porchlight")
record OriginSettings(@DefaultValue("") String publicUrl) {

    OriginSettings {
        Setting.require(
                publicUrl.isBlank() || Origin.ofUrl(publicUrl.strip()).isPresent(),
                "PORCHLIGHT_PUBLIC_URL",
                "an address such as https://chat.example.com");
    }

    /** Empty if it is unset. */
    Optional<Origin> ownPages() {
        return Origin.ofUrl(publicUrl.strip());
    }
}
