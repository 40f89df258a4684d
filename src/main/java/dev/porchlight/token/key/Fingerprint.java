package dev.porchlight.token.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Identifies a secret without revealing it. */
public final class Fingerprint {

    private Fingerprint() {}

    public static String of(String secret, int bytes) {
        return of(secret.getBytes(StandardCharsets.UTF_8), bytes);
    }

    /**
     * @param bytes length, from 1 to 32
     * @return the start of its SHA-256 in hex digits, two a byte
     */
    public static String of(byte[] secret, int bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret);
            return HexFormat.of().formatHex(hash, 0, bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
