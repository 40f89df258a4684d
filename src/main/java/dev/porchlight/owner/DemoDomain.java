package dev.porchlight.owner;

import dev.porchlight.error.RequestException;
import dev.porchlight.validation.Domain;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The domain of the demo shop, whose owner's words stand on the origin of the dashboard: only who has the code that this
 * start printed may have it, since no address tells the operator from strangers behind a relay or a container's port.
 */
@Component
public final class DemoDomain {

    public static final Domain DOMAIN = Domain.parse("porchlight.demo");

    private static final int CODE_BYTES = 16;
    private static final Pattern FORM = Pattern.compile("[\\w-]{22}");

    private final String code = newCode();

    /** For the operator only. It is kept in memory, ends with the process, and is good for nothing once the account exists. */
    public String code() {
        return code;
    }

    /** @throws RequestException {@code FORBIDDEN} if it is asked for without the code; {@code INVALID} for what is no code */
    public void requireAllowed(Domain domain, @Nullable String demoCode) {
        if (demoCode != null && !FORM.matcher(demoCode).matches()) {
            throw RequestException.invalid("demoCode is not a code.");
        }
        if (domain.equals(DOMAIN) && !isCode(demoCode)) {
            throw RequestException.forbidden(
                    "To make the demo shop's account, open the address that Porchlight printed when it started.");
        }
    }

    private boolean isCode(@Nullable String given) {
        return given != null
                && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), code.getBytes(StandardCharsets.UTF_8));
    }

    private static String newCode() {
        byte[] random = new byte[CODE_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
