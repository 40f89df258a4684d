package dev.porchlight.pages;

import dev.porchlight.error.InvalidSettingException;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Where browsers find Socket.IO. */
@Component
class PublicSockets {

    private static final Pattern ORIGIN = Pattern.compile("https?://[A-Za-z0-9.\\-\\[\\]:]+");

    private final String publicUrl;
    private final SocketPort port;

    PublicSockets(PageSettings settings, SocketPort port) {
        this.publicUrl = settings.publicSocketUrl().strip();
        this.port = port;
        if (!publicUrl.isEmpty() && !ORIGIN.matcher(publicUrl).matches()) {
            throw new InvalidSettingException(
                    "PORCHLIGHT_PUBLIC_SOCKET_URL must be an address such as https://chat.example.com.");
        }
    }

    /** An address such as {@code https://chat.example.com}; or only {@code :8080}, at the host of the page. */
    String address() {
        return publicUrl.isEmpty() ? ":" + port.number() : publicUrl;
    }

    /** The WebSocket address for a page of this host. */
    String webSocket(String host, boolean secure) {
        return publicUrl.isEmpty()
                ? (secure ? "wss://" : "ws://") + host + address()
                : publicUrl.replaceFirst("^http", "ws");
    }
}
