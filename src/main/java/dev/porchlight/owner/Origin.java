package dev.porchlight.owner;

import dev.porchlight.error.InputText;
import dev.porchlight.error.RequestException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a page comes from, in the one form that browsers send it: scheme, host, and the port unless it is usual. */
record Origin(String value) {

    private static final int MAX_LENGTH = 300;
    private static final Pattern URL = Pattern.compile(
            "(?<scheme>https?)://(?<host>[^/?#:@]+)(:(?<port>\\d{1,5}))?([/?#].*)?", Pattern.CASE_INSENSITIVE);

    /** Takes what people paste: what follows the port is dropped. */
    static Origin parse(@Nullable String text) {
        Matcher url =
                URL.matcher(InputText.line("allowedOrigins", InputText.required("allowedOrigins", text), MAX_LENGTH));
        String host = url.matches() ? Domain.toAscii(url.group("host")).orElse(null) : null;
        if (host == null) {
            throw RequestException.invalid("allowedOrigins must be addresses such as https://shop.example.com.");
        }
        String scheme = url.group("scheme").toLowerCase(Locale.ROOT);
        String usual = scheme.equals("https") ? "443" : "80";
        String port = url.group("port");
        return new Origin(scheme + "://" + host + (port == null || port.equals(usual) ? "" : ":" + port));
    }
}
