package dev.porchlight.token.key;

import dev.porchlight.error.InvalidSettingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The keys in use. A key that is not known yet may have been made by another process, so the source is asked again. */
public final class SigningKeys {

    /** Strangers choose the key ids they send: asking again must not become a way to load the store. */
    private static final Duration RELOAD_PAUSE = Duration.ofSeconds(1);

    private final KeySource source;
    private final Clock clock;
    private volatile List<SigningKey> keys;
    private final ReentrantLock reloading = new ReentrantLock();
    private Instant reloadedAt;

    public SigningKeys(KeySource source, Clock clock) {
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

    public SigningKey current() {
        return keys.stream().filter(key -> key.retiredAt() == null).findFirst().orElseThrow();
    }

    public Optional<SigningKey> find(String id) {
        return known(id).or(() -> {
            reload();
            return known(id);
        });
    }

    private Optional<SigningKey> known(String id) {
        Instant now = clock.instant();
        return keys.stream()
                .filter(key -> key.id().equals(id) && key.verifiesAt(now))
                .findFirst();
    }

    private void reload() {
        // Whoever comes while somebody else asks does not wait: strangers could send enough to hold up everybody.
        if (!reloading.tryLock()) {
            return;
        }
        try {
            Instant now = clock.instant();
            if (now.isBefore(reloadedAt.plus(RELOAD_PAUSE))) {
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
