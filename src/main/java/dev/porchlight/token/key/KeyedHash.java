package dev.porchlight.token.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Component;

/**
 * Hashes that only who has the signing key can make: without it, what they stand for cannot be found by trying. Another
 * signing key makes other ones.
 */
@Component
@RequiredArgsConstructor
public final class KeyedHash {

    private static final int BYTES = 16;

    private final SigningKeys keys;

    /** @param purpose keeps equal texts apart that mean different things; no token begins with one and NUL */
    public String of(String purpose, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(keys.current().secret());
            byte[] hash = mac.doFinal((purpose + '\0' + text).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
