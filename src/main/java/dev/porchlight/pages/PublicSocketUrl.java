package dev.porchlight.pages;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** The URL at which browsers reach Socket.IO. */
@Component
class PublicSocketUrl {

    private static final Pattern IPV6 = Pattern.compile("\\[[^]]*]");

    /** Empty if it is not configured. */
    private final String origin;

    private final String path;
    private final SocketPort port;

    PublicSocketUrl(PageSettings settings, SocketPort port) {
        this.port = port;
        String setting = settings.publicSocketUrl().strip();
        if (setting.isEmpty()) {
            origin = "";
            path = "";
            return;
        }
        Matcher url = PageSettings.requireUrl(setting);
        origin = url.group("origin");
        path = url.group("path");
    }

    /**
     * An address such as {@code https://www.example.com/chat}, below which {@code /socket.io/} is, or only {@code :8080}, a
     * port of the page's own host.
     */
    String value() {
        return origin.isEmpty() ? ":" + port.number() : origin + path;
    }

    /**
     * The origins of long polling and of WebSockets, such as {@code https://chat.example.com wss://chat.example.com}, in a
     * policy for a page that was requested from this host.
     */
    String origins(String host, boolean secure) {
        String url = origin.isEmpty() ? (secure ? "https://" : "http://") + host + value() : origin;
        // A policy cannot name an IPv6 address.
        String http = IPV6.matcher(url).replaceFirst("*");
        return http + " " + http.replaceFirst("^http", "ws");
    }
}
