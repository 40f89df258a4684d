package dev.porchlight.token.key;

import dev.porchlight.error.InvalidSettingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** {@code JWT_SECRET}: one or more secrets, the newest first, separated by commas. */
final class ConfiguredKeys implements KeySource {

    private final List<SigningKey> keys;

    ConfiguredKeys(String jwtSecret) {
        keys = Arrays.stream(jwtSecret.split(",", -1)).map(ConfiguredKeys::key).toList();
    }

    private static SigningKey key(String secret) {
        byte[] bytes = secret.strip().getBytes(StandardCharsets.UTF_8);
        if (bytes.length < SigningKey.BYTES) {
            throw new InvalidSettingException(
                    "JWT_SECRET must be one or more secrets separated by commas, each at least " + SigningKey.BYTES
                            + " bytes long; leave it unset to have one made for you.");
        }
        return SigningKey.of(bytes, null);
    }

    @Override
    public List<SigningKey> load() {
        return keys;
    }
}
