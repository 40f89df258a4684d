package dev.porchlight.token.key;

import dev.porchlight.error.InvalidSettingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * {@code JWT_SECRET}: one or more secrets, the newest first, separated by commas. The word {@code made} among them stands
 * for the keys that were made while it was unset.
 */
final class ConfiguredKeys implements KeySource {

    private static final String MADE = "made";

    private final List<SigningKey> keys;

    /** @param made reads the keys that were made, empty if there are none */
    ConfiguredKeys(String jwtSecret, Supplier<List<SigningKey>> made) {
        keys = Arrays.stream(jwtSecret.split(",", -1))
                .map(String::strip)
                .flatMap(secret -> secret.equals(MADE) ? present(made.get()) : Stream.of(key(secret)))
                .toList();
    }

    private static Stream<SigningKey> present(List<SigningKey> made) {
        if (made.isEmpty()) {
            // Rather than end everybody's tokens because of a wrong folder or database.
            throw new InvalidSettingException(
                    "JWT_SECRET names the key that was made while it was unset, but there is none in"
                            + " the data: take \"made\" away, or correct PORCHLIGHT_DATA or MONGODB_URI.");
        }
        return made.stream();
    }

    /** @throws InvalidSettingException if a secret is too short; what was made is not looked for */
    static void requireValid(String jwtSecret) {
        Arrays.stream(jwtSecret.split(",", -1))
                .map(String::strip)
                .filter(secret -> !secret.equals(MADE))
                .forEach(ConfiguredKeys::key);
    }

    private static SigningKey key(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
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
