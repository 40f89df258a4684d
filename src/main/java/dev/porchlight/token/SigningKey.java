package dev.porchlight.token;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * @param id the {@code kid} of the tokens it signs: the start of the secret's hash
 * @param retiredAt since when it signs no more
 */
record SigningKey(String id, SecretKey secret, @Nullable Instant retiredAt) {

    /** As long as the longest token that a key may have signed and that nobody can renew: a guest's. */
    private static final Duration VERIFIES_AFTER_RETIRING = Duration.ofDays(30);

    static final int BYTES = 32;

    static SigningKey of(byte[] secret, @Nullable Instant retiredAt) {
        return new SigningKey(fingerprint(secret), new SecretKeySpec(secret, "HmacSHA256"), retiredAt);
    }

    boolean verifiesAt(Instant now) {
        return retiredAt == null || now.isBefore(retiredAt.plus(VERIFIES_AFTER_RETIRING));
    }

    private static String fingerprint(byte[] secret) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret);
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
