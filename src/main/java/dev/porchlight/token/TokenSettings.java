package dev.porchlight.token;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where signing keys come from: the setting, or else beside the data.
 *
 * @param jwtSecret empty if unset
 * @param mongodbUri empty if unset
 */
@ConfigurationProperties("porchlight")
record TokenSettings(
        @DefaultValue("") String jwtSecret,
        @DefaultValue("") String mongodbUri,
        @DefaultValue("./data") Path data) {}
