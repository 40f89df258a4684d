package dev.porchlight.store;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where data is stored.
 *
 * @param mongodbUri Stores everything in this MongoDB, such as {@code mongodb://user:password@host:27017/porchlight};
 *     {@code PORCHLIGHT_DATA} is not used then.
 * @param data Folder of the embedded store and of the signing keys; created if absent. One process at a time may use it.
 * @param forceToDisk Embedded store only: whether a reply waits until the data is on the disk. With {@code false}, writes
 *     are faster and still survive a crash of the process, but a power failure may damage the file.
 */
@ConfigurationProperties("porchlight")
public record StoreSettings(
        @DefaultValue("") String mongodbUri,
        @DefaultValue("./data") Path data,
        @DefaultValue("true") boolean forceToDisk) {

    public StoreSettings {
        if (!mongodbUri.isBlank()) {
            Store.mongodb(mongodbUri.strip());
        }
    }
}
