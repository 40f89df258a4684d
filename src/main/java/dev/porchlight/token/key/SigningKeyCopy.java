package dev.porchlight.token.key;

import dev.porchlight.error.InvalidSettingException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.springframework.data.mongodb.core.MongoOperations;

/** Copies the signing keys when data moves to MongoDB, so that all tokens stay valid. */
public final class SigningKeyCopy {

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

    private static List<String> ids(List<SigningKey> keys) {
        return keys.stream().map(SigningKey::id).toList();
    }
}
