package dev.porchlight.token.key;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where signing keys come from.
 *
 * @param jwtSecret Secrets that sign tokens, each of at least 32 bytes, separated by commas: the first signs, all of them
 *     verify. Unset, one is created at the first start and kept with the data; the word {@code made} stands for that one.
 */
@ConfigurationProperties("porchlight")
record SigningKeySettings(
        @DefaultValue("") String jwtSecret,
        @DefaultValue("") String mongodbUri,
        @DefaultValue("./data") Path data) {

    SigningKeySettings {
        if (!jwtSecret.isBlank()) {
            ConfiguredKeys.requireValid(jwtSecret);
        }
    }
}
