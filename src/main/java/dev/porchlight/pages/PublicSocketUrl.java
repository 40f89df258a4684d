package dev.porchlight.pages;

import dev.porchlight.error.InvalidSettingException;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** The URL at which browsers reach Socket.IO. */
@Component
class PublicSocketUrl {

    private static final Pattern ORIGIN = Pattern.compile("https?://[A-Za-z0-9.\\-\\[\\]:]+");

    private final String configured;
    private final SocketPort port;

    PublicSocketUrl(PageSettings settings, SocketPort port) {
        this.configured = settings.publicSocketUrl().strip();
        this.port = port;
        if (!configured.isEmpty() && !ORIGIN.matcher(configured).matches()) {
            throw new InvalidSettingException(
                    "PORCHLIGHT_PUBLIC_SOCKET_URL must be an address such as https://chat.example.com.");
        }
    }

    /** An origin such as {@code https://chat.example.com}, or only {@code :8080}, a port of the page's own host. */
    String value() {
        return configured.isEmpty() ? ":" + port.number() : configured;
    }

    /** The origin of WebSockets, such as {@code wss://chat.example.com}, for a page that was requested from this host. */
    String webSocketOrigin(String host, boolean secure) {
        if (!configured.isEmpty()) {
            return configured.replaceFirst("^http", "ws");
        }
        return (secure ? "wss://" : "ws://") + host + value();
    }
}
