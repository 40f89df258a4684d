package dev.porchlight.token.key;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.mapping.Document;

/** Keys in MongoDB, shared by all processes. */
@RequiredArgsConstructor
final class StoredKeys implements KeySource {

    static final String COLLECTION = "signingKeys";

    private static final String ID = "jwt";

    private final MongoOperations mongo;
    private final Clock clock;

    /** @return empty if there are none yet */
    List<SigningKey> loadIfPresent() {
        KeyRing ring = mongo.findById(ID, KeyRing.class);
        return ring == null ? List.of() : keys(ring);
    }

    @Override
    public List<SigningKey> load() {
        List<SigningKey> present = loadIfPresent();
        if (!present.isEmpty()) {
            return present;
        }
        return keys(insertIfAbsent(List.of(SigningKey.random())));
    }

    private static List<SigningKey> keys(KeyRing ring) {
        return ring.keys().stream()
                .map(key -> SigningKey.of(key.secret(), key.retiredAt()))
                .toList();
    }

    /** @return what is stored now: another process may have inserted its keys first */
    KeyRing insertIfAbsent(List<SigningKey> keys) {
        List<StoredKey> stored = keys.stream()
                .map(key -> new StoredKey(key.secret().getEncoded(), clock.instant(), key.retiredAt()))
                .toList();
        try {
            return mongo.insert(new KeyRing(ID, stored));
        } catch (DuplicateKeyException insertedByAnotherProcess) {
            KeyRing winner = mongo.findById(ID, KeyRing.class);
            if (winner == null) {
                throw insertedByAnotherProcess;
            }
            return winner;
        }
    }

    @Document(COLLECTION)
    record KeyRing(@Id String id, List<StoredKey> keys) {}

    record StoredKey(
            byte[] secret, Instant createdAt, @Nullable Instant retiredAt) {}
}
