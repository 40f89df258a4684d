package dev.porchlight.validation;

import dev.porchlight.error.RequestException;
import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A website's host name, normalized: lower case, ASCII (IDNA), without a trailing dot. */
public record Domain(String value) {

    private static final int MAX_PASTED_LENGTH = 2048;
    private static final int MAX_LENGTH = 253;
    private static final Pattern SCHEME = Pattern.compile("^[a-zA-Z][a-zA-Z0-9+.-]*://");
    private static final Pattern REST_OF_URL = Pattern.compile("[/?#].*$");
    private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");
    private static final Pattern HOST = Pattern.compile("(?!-)[a-z0-9_-]{1,63}(?<!-)(\\.(?!-)[a-z0-9_-]{1,63}(?<!-))*");

    /**
     * Accepts what people paste from an address bar: drops scheme, port, path and trailing dot.
     *
     * @throws RequestException {@code INVALID}
     */
    public static Domain parse(String text) {
        String host = InputText.line("domain", text, MAX_PASTED_LENGTH);
        host = SCHEME.matcher(host).replaceFirst("");
        host = REST_OF_URL.matcher(host).replaceFirst("");
        host = PORT.matcher(host).replaceFirst("");
        return toAscii(host)
                .map(Domain::new)
                .orElseThrow(() -> RequestException.invalid("domain is not a host name such as shop.example.com."));
    }

    public static Optional<String> toAscii(String host) {
        try {
            String ascii = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            if (ascii.endsWith(".")) {
                ascii = ascii.substring(0, ascii.length() - 1);
            }
            return ascii.length() <= MAX_LENGTH && HOST.matcher(ascii).matches()
                    ? Optional.of(ascii)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
