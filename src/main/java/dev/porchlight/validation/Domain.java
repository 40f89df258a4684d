package dev.porchlight.validation;

import com.ibm.icu.text.IDNA;
import com.ibm.icu.util.ICUException;
import dev.porchlight.error.RequestException;
import io.netty.util.NetUtil;
import java.net.IDN;
import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A website's host name, normalized: lower case, ASCII (IDNA), without a trailing dot. Or the IP address in its place, of IPv6
 * in brackets, as browsers write it.
 */
public record Domain(String value) {

    private static final int MAX_PASTED_LENGTH = 2048;
    private static final int MAX_LENGTH = 253;
    private static final Pattern SCHEME = Pattern.compile("^[a-zA-Z][a-zA-Z0-9+.-]*://");
    private static final Pattern REST_OF_URL = Pattern.compile("[/?#].*$");
    private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");
    private static final Pattern HOST = Pattern.compile("(?!-)[a-z0-9_-]{1,63}(?<!-)(\\.(?!-)[a-z0-9_-]{1,63}(?<!-))*");

    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-fA-F:.]+]");

    private static final IDNA UTS46 = IDNA.getUTS46Instance(
            IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.NONTRANSITIONAL_TO_UNICODE | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ);

    /** What browsers let pass; lengths and outer hyphens are checked by our own pattern. */
    private static final Set<IDNA.Error> TOLERATED = EnumSet.of(
            IDNA.Error.EMPTY_LABEL,
            IDNA.Error.LABEL_TOO_LONG,
            IDNA.Error.DOMAIN_NAME_TOO_LONG,
            IDNA.Error.LEADING_HYPHEN,
            IDNA.Error.TRAILING_HYPHEN,
            IDNA.Error.HYPHEN_3_4);

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
        return host(host)
                .map(Domain::new)
                .orElseThrow(() -> RequestException.invalid("domain is not a host name such as shop.example.com."));
    }

    /** A name, or an IP address, of IPv6 in brackets. Empty for what is neither. */
    public static Optional<String> host(String host) {
        String text = host.strip();
        if (!IPV6.matcher(text).matches()) {
            return toAscii(text);
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(text.substring(1, text.length() - 1));
        try {
            return address == null
                    ? Optional.empty()
                    : Optional.of("[" + NetUtil.toAddressString(Inet6Address.getByAddress(null, address, -1)) + "]");
        } catch (UnknownHostException ofIpv4Length) {
            return Optional.empty();
        }
    }

    /** As browsers do ("domain to ASCII" of the URL standard): by UTS 46, non-transitional. Empty for what is no name. */
    public static Optional<String> toAscii(String host) {
        IDNA.Info info = new IDNA.Info();
        String ascii;
        try {
            ascii = UTS46.nameToASCII(host, new StringBuilder(), info).toString();
        } catch (ICUException e) {
            return Optional.empty();
        }
        if (ascii.endsWith(".")) {
            ascii = ascii.substring(0, ascii.length() - 1);
        }
        return TOLERATED.containsAll(info.getErrors())
                        && ascii.length() <= MAX_LENGTH
                        && HOST.matcher(ascii).matches()
                ? Optional.of(ascii)
                : Optional.empty();
    }

    /**
     * What this name was stored as by versions that took names by IDNA 2003, where {@code faß} was {@code fass}; empty if
     * that is the same.
     */
    public Optional<String> oldForm() {
        if (value.startsWith("[")) {
            return Optional.empty();
        }
        String unicode =
                UTS46.nameToUnicode(value, new StringBuilder(), new IDNA.Info()).toString();
        try {
            return Optional.of(IDN.toASCII(unicode, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT))
                    .filter(old -> !old.equals(value));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
