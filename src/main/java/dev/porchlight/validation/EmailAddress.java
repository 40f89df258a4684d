package dev.porchlight.validation;

import dev.porchlight.error.RequestException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An e-mail address, normalized: lower case, NFC, its domain in ASCII. Nothing verifies whose it is. Which ones are taken is a
 * rule that clients hold to as well: see the protocol.
 */
public record EmailAddress(String value) {

    /** RFC 5321, section 4.5.3.1. */
    private static final int MAX_LENGTH = 254;

    private static final int MAX_LOCAL_LENGTH = 64;
    private static final Pattern LOCAL_PART = Pattern.compile("[^@\"(),:;<>\\[\\\\\\]]+");

    public static EmailAddress parse(String text) {
        String line = Normalizer.normalize(InputText.line("email", text, MAX_LENGTH), Normalizer.Form.NFC);
        int at = line.lastIndexOf('@');
        if (at < 1 || at > MAX_LOCAL_LENGTH) {
            throw malformed();
        }
        // Not the domain, whose capital sigma has a small form of its own.
        String local = line.substring(0, at).toLowerCase(Locale.ROOT);
        String domain = Domain.toAscii(line.substring(at + 1)).orElseThrow(EmailAddress::malformed);
        if (!LOCAL_PART.matcher(local).matches()
                || InputText.hasInvisible(local)
                || InputText.isBlank(local)
                || local.length() + 1 + domain.length() > MAX_LENGTH) {
            throw malformed();
        }
        return new EmailAddress(local + "@" + domain);
    }

    /** The same for all spellings that may mean one account. */
    public String accountKey() {
        return oldForm().orElse(value);
    }

    /** What this address was stored as before, as {@link Domain#oldForm} says; empty if that is the same. */
    public Optional<String> oldForm() {
        int at = value.lastIndexOf('@');
        return new Domain(value.substring(at + 1)).oldForm().map(domain -> value.substring(0, at + 1) + domain);
    }

    private static RequestException malformed() {
        return RequestException.invalid("email is not an e-mail address.");
    }
}
