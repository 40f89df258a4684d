package dev.porchlight.token.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names a secret without telling it. */
public final class Fingerprint {

    private Fingerprint() {}

    public static String of(String secret, int bytes) {
        return of(secret.getBytes(StandardCharsets.UTF_8), bytes);
    }

    /** @return the start of its SHA-256, in hex digits */
    public static String of(byte[] secret, int bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret);
            return HexFormat.of().formatHex(hash, 0, bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
