package dev.porchlight.owner;

import dev.porchlight.error.RequestException;
import dev.porchlight.validation.Domain;
import dev.porchlight.validation.InputText;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a page comes from.
 *
 * @param value in the one form that browsers send it: scheme, host, and the port unless it is usual
 * @param host a name, or an address as it stands in URLs
 */
record Origin(String value, String host) {

    private static final int MAX_LENGTH = 300;
    private static final Pattern URL = Pattern.compile(
            "(?<scheme>https?)://(?<host>[^/?#:@\\[\\]]+|\\[[0-9a-f:.]+\\])(:(?<port>\\d{1,5}))?(?<rest>[/?#].*)?",
            Pattern.CASE_INSENSITIVE);

    /** Takes what people paste: what follows the port is dropped. */
    static Origin parse(@Nullable String text) {
        String line = InputText.line("allowedOrigins", InputText.required("allowedOrigins", text), MAX_LENGTH);
        return find(line, false)
                .orElseThrow(() ->
                        RequestException.invalid("allowedOrigins must be addresses such as https://shop.example.com."));
    }

    /** What a browser sent, if it is a website's; {@code null}, the word, is what pages from nowhere send. */
    static Optional<Origin> ofHeader(String text) {
        return find(text, true);
    }

    /** The origin of a URL. */
    static Optional<Origin> ofUrl(String text) {
        return find(text, false);
    }

    private static Optional<Origin> find(String text, boolean alone) {
        Matcher url = URL.matcher(text);
        if (text.length() > MAX_LENGTH || !url.matches() || alone && url.group("rest") != null) {
            return Optional.empty();
        }
        String scheme = url.group("scheme").toLowerCase(Locale.ROOT);
        String usual = scheme.equals("https") ? "443" : "80";
        String port = url.group("port") == null || url.group("port").equals(usual) ? "" : ":" + url.group("port");
        return host(url.group("host")).map(host -> new Origin(scheme + "://" + host + port, host));
    }

    private static Optional<String> host(String text) {
        return text.startsWith("[") ? Optional.of(text.toLowerCase(Locale.ROOT)) : Domain.toAscii(text);
    }
}
