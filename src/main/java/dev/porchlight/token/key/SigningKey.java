package dev.porchlight.token.key;

import java.time.Duration;
import java.time.Instant;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * @param id the {@code kid} of the tokens it signs: the start of the secret's hash
 * @param retiredAt since when it signs no more
 */
public record SigningKey(
        String id, SecretKey secret, @Nullable Instant retiredAt) {

    /** As long as the longest token that a key may have signed and that nobody can renew: a guest's. */
    private static final Duration VERIFIES_AFTER_RETIRING = Duration.ofDays(30);

    static final int BYTES = 32;

    static SigningKey of(byte[] secret, @Nullable Instant retiredAt) {
        return new SigningKey(Fingerprint.of(secret, 8), new SecretKeySpec(secret, "HmacSHA256"), retiredAt);
    }

    boolean verifiesAt(Instant now) {
        return retiredAt == null || now.isBefore(retiredAt.plus(VERIFIES_AFTER_RETIRING));
    }
}
