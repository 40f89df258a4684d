package dev.porchlight.token.key;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * @param id the {@code kid} of the tokens it signs: the start of the secret's hash
 * @param retiredAt when it stopped signing; {@code null} while it signs
 */
public record SigningKey(
        String id, SecretKey secret, @Nullable Instant retiredAt) {

    /** The lifetime of a guest's token, the longest that cannot be renewed otherwise. */
    private static final Duration GRACE_PERIOD = Duration.ofDays(30);

    static final int BYTES = 32;

    static SigningKey random() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return of(secret, null);
    }

    static SigningKey of(byte[] secret, @Nullable Instant retiredAt) {
        return new SigningKey(Fingerprint.of(secret, 8), new SecretKeySpec(secret, "HmacSHA256"), retiredAt);
    }

    boolean verifiesAt(Instant now) {
        return retiredAt == null || now.isBefore(retiredAt.plus(GRACE_PERIOD));
    }
}
