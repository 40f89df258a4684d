package dev.porchlight.token.key;

import dev.porchlight.error.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.springframework.data.mongodb.core.MongoOperations;

/** Copies the signing keys when data moves to or from MongoDB, so that all tokens stay valid. */
public final class SigningKeyCopy {

    /** Where MongoDB has them; the embedded store has none, but a file beside it. */
    public static final String COLLECTION = StoredKeys.COLLECTION;

    private SigningKeyCopy() {}

    /**
     * Copies the key file, and reads the keys back.
     *
     * @return how many keys were copied; 0 if there is no key file, since {@code JWT_SECRET} is set
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

    /**
     * Copies the keys in MongoDB to a new key file, and reads them back.
     *
     * @return how many keys were copied; 0 if there are none, since {@code JWT_SECRET} is set
     */
    public static int copy(MongoOperations source, Path data, Clock clock) {
        List<SigningKey> keys = new StoredKeys(source, clock).loadIfPresent();
        if (keys.isEmpty()) {
            return 0;
        }
        KeyFile file = KeyFile.in(data);
        try {
            file.write(keys);
        } catch (IOException e) {
            throw new InvalidSettingException(
                    "The signing keys cannot be written to " + data + ": give this user access to PORCHLIGHT_DATA.", e);
        }
        if (!file.load().equals(keys)) {
            throw new IllegalStateException("The signing keys were not read back as they were written");
        }
        return keys.size();
    }

    private static List<String> ids(List<SigningKey> keys) {
        return keys.stream().map(SigningKey::id).toList();
    }
}
