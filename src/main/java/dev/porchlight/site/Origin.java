package dev.porchlight.site;

import dev.porchlight.error.RequestException;
import dev.porchlight.validation.Domain;
import dev.porchlight.validation.InputText;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The origin of a page.
 *
 * @param value serialized as in RFC 6454: scheme, host, and the port unless it is the default one
 * @param host a name or an IP literal, IPv6 in brackets
 */
record Origin(String value, String host) {

    private static final int MAX_LENGTH = 300;
    private static final Pattern URL = Pattern.compile(
            "(?<scheme>https?)://(?<host>[^/?#:@\\[\\]]+|\\[[0-9a-f:.]+\\])(:(?<port>\\d{1,5}))?(?<pathQueryFragment>[/?#].*)?",
            Pattern.CASE_INSENSITIVE);

    /** Takes a pasted URL: what follows the port is dropped. */
    static Origin parseAllowedOrigin(@Nullable String text) {
        String line = InputText.line("allowedOrigins", InputText.required("allowedOrigins", text), MAX_LENGTH);
        return tryParse(line, false)
                .orElseThrow(() ->
                        RequestException.invalid("allowedOrigins must be addresses such as https://shop.example.com."));
    }

    /** Empty for an opaque origin, the {@code null} that sandboxed pages send, and for other schemes than HTTP's. */
    static Optional<Origin> ofHeader(String text) {
        return tryParse(text, true);
    }

    /** The origin of a URL. */
    static Optional<Origin> ofUrl(String text) {
        return tryParse(text, false);
    }

    private static Optional<Origin> tryParse(String text, boolean originOnly) {
        Matcher url = URL.matcher(text);
        if (text.length() > MAX_LENGTH || !url.matches() || originOnly && url.group("pathQueryFragment") != null) {
            return Optional.empty();
        }
        String scheme = url.group("scheme").toLowerCase(Locale.ROOT);
        String defaultPort = scheme.equals("https") ? "443" : "80";
        String port = url.group("port") == null || url.group("port").equals(defaultPort) ? "" : ":" + url.group("port");
        return Domain.host(url.group("host")).map(host -> new Origin(scheme + "://" + host + port, host));
    }
}
