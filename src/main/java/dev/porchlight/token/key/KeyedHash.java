package dev.porchlight.token.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Component;

/**
 * HMACs with the current signing key: without the key, the hashed text cannot be found by trying. They change with the
 * key.
 */
@Component
@RequiredArgsConstructor
public final class KeyedHash {

    private static final int BYTES = 16;

    private final SigningKeys keys;

    /** @param purpose separates the domains: the same text has another hash for another purpose; tokens never contain its NUL */
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
