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
 * @param value as browsers send it: scheme, host, and the port unless it is the default one
 * @param host a name, or an address as it stands in URLs
 */
record Origin(String value, String host) {

    private static final int MAX_LENGTH = 300;
    private static final Pattern URL = Pattern.compile(
            "(?<scheme>https?)://(?<host>[^/?#:@\\[\\]]+|\\[[0-9a-f:.]+\\])(:(?<port>\\d{1,5}))?(?<rest>[/?#].*)?",
            Pattern.CASE_INSENSITIVE);

    /** Takes a pasted URL: what follows the port is dropped. */
    static Origin parse(@Nullable String text) {
        String line = InputText.line("allowedOrigins", InputText.required("allowedOrigins", text), MAX_LENGTH);
        return find(line, false)
                .orElseThrow(() ->
                        RequestException.invalid("allowedOrigins must be addresses such as https://shop.example.com."));
    }

    /** Empty for anything but a website, such as the {@code null} that sandboxed pages send. */
    static Optional<Origin> ofHeader(String text) {
        return find(text, true);
    }

    /** The origin of a URL. */
    static Optional<Origin> ofUrl(String text) {
        return find(text, false);
    }

    private static Optional<Origin> find(String text, boolean originOnly) {
        Matcher url = URL.matcher(text);
        if (text.length() > MAX_LENGTH || !url.matches() || originOnly && url.group("rest") != null) {
            return Optional.empty();
        }
        String scheme = url.group("scheme").toLowerCase(Locale.ROOT);
        String defaultPort = scheme.equals("https") ? "443" : "80";
        String port = url.group("port") == null || url.group("port").equals(defaultPort) ? "" : ":" + url.group("port");
        return host(url.group("host")).map(host -> new Origin(scheme + "://" + host + port, host));
    }

    private static Optional<String> host(String text) {
        return text.startsWith("[") ? Optional.of(text.toLowerCase(Locale.ROOT)) : Domain.toAscii(text);
    }
}
