package dev.porchlight.token.key;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.springframework.data.mongodb.core.MongoOperations;

/** Signing keys from each place where they may be kept, for tests of the tokens they sign. */
public final class Keys {

    private Keys() {}

    /** @param secrets as in {@code JWT_SECRET} */
    public static SigningKeys configured(String secrets, Clock clock) {
        return new SigningKeys(new ConfiguredKeys(secrets, List::of), clock);
    }

    /** @param made the file of the keys that were made before */
    public static SigningKeys configured(String secrets, Path made, Clock clock) {
        return new SigningKeys(new ConfiguredKeys(secrets, new KeyFile(made)::loadIfPresent), clock);
    }

    /** With the keys that were made in the store before. */
    public static SigningKeys configured(String secrets, MongoOperations made, Clock clock) {
        return new SigningKeys(new ConfiguredKeys(secrets, new StoredKeys(made, clock)::loadIfPresent), clock);
    }

    public static SigningKeys inFile(Path file, Clock clock) {
        return new SigningKeys(new KeyFile(file), clock);
    }

    public static SigningKeys inStore(MongoOperations mongo, Clock clock) {
        return new SigningKeys(new StoredKeys(mongo, clock), clock);
    }
}
