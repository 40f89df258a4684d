package dev.porchlight.token.key;

import dev.porchlight.error.InvalidSettingException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.springframework.data.mongodb.core.MongoOperations;

/** Takes the signing keys along when data moves to MongoDB, so that nobody is logged out. */
public final class SigningKeyCopy {

    private SigningKeyCopy() {}

    /**
     * Copies the keys beside the data, and reads them back.
     *
     * @return how many there are now; none if the keys came from {@code JWT_SECRET}, which has to be set there too
     */
    public static int copy(Path data, MongoOperations target, Clock clock) {
        List<SigningKey> keys = KeyFile.in(data).loadIfPresent();
        if (keys.isEmpty()) {
            return 0;
        }
        StoredKeys stored = new StoredKeys(target, clock);
        stored.insertIfAbsent(keys);
        if (!ids(stored.load()).equals(ids(keys))) {
            throw new InvalidSettingException("The database in MONGODB_URI has signing keys of its own, with which"
                    + " nobody's token would be valid: name an empty database in MONGODB_URI.");
        }
        return keys.size();
    }

    private static List<String> ids(List<SigningKey> keys) {
        return keys.stream().map(SigningKey::id).toList();
    }
}
