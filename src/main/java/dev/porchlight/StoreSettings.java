package dev.porchlight;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where data is kept.
 *
 * @param mongodbUri empty if unset: then the store in this process is used
 * @param forceToDisk whether the store in this process replies only when the disk has the data
 */
@ConfigurationProperties("porchlight")
record StoreSettings(
        @DefaultValue("") String mongodbUri,
        @DefaultValue("./data") Path data,
        @DefaultValue("true") boolean forceToDisk) {}
