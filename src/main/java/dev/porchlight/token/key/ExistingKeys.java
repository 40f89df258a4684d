package dev.porchlight.token.key;

import java.time.Clock;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Component;

/** Tells a command, which must not make the first key, whether there is one. */
@Component
@RequiredArgsConstructor
public final class ExistingKeys {

    private final SigningKeySettings settings;
    /** Asked for only if the keys are there: to make it opens the store. */
    private final ObjectProvider<MongoOperations> mongo;

    private final Clock clock;

    public boolean present() {
        if (!settings.jwtSecret().isBlank()) {
            return true;
        }
        List<SigningKey> keys = settings.mongodbUri().isBlank()
                ? KeyFile.in(settings.data()).loadIfPresent()
                : new StoredKeys(mongo.getObject(), clock).loadIfPresent();
        return !keys.isEmpty();
    }
}
