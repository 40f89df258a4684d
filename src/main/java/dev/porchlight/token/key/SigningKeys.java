package dev.porchlight.token.key;

import dev.porchlight.error.InvalidSettingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The keys in use. An unknown key id reloads them, since another process may have created that key. */
public final class SigningKeys {

    /** Anybody can send unknown key ids: they must not load the store. */
    private static final Duration MIN_RELOAD_INTERVAL = Duration.ofSeconds(1);

    private final KeySource source;
    private final Clock clock;
    private volatile List<SigningKey> keys;
    private final ReentrantLock reloading = new ReentrantLock();
    private Instant reloadedAt;

    SigningKeys(KeySource source, Clock clock) {
        this.source = source;
        this.clock = clock;
        this.keys = source.load();
        this.reloadedAt = clock.instant();
        if (keys.stream().noneMatch(key -> key.retiredAt() == null)) {
            throw new InvalidSettingException(
                    "There is no signing key in use: restore PORCHLIGHT_DATA/keys from a backup,"
                            + " or remove it to have a new one made, which logs everybody out.");
        }
    }

    /** The key that signs: the first that is not retired. */
    public SigningKey current() {
        return keys.stream().filter(key -> key.retiredAt() == null).findFirst().orElseThrow();
    }

    /** The key that verifies tokens of this {@code kid}; may read the store, once a second at most. */
    public Optional<SigningKey> find(String id) {
        return findLoaded(id).or(() -> {
            reload();
            return findLoaded(id);
        });
    }

    private Optional<SigningKey> findLoaded(String id) {
        Instant now = clock.instant();
        return keys.stream()
                .filter(key -> key.id().equals(id) && key.verifiesAt(now))
                .findFirst();
    }

    private void reload() {
        // Never wait for another thread: enough unknown key ids would block every request.
        if (!reloading.tryLock()) {
            return;
        }
        try {
            Instant now = clock.instant();
            if (now.isBefore(reloadedAt.plus(MIN_RELOAD_INTERVAL))) {
                return;
            }
            reloadedAt = now;
            List<SigningKey> fresh = source.load();
            if (fresh.stream().anyMatch(key -> key.retiredAt() == null)) {
                keys = fresh;
            }
        } finally {
            reloading.unlock();
        }
    }
}
