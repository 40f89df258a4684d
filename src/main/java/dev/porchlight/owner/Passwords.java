package dev.porchlight.owner;

import dev.porchlight.error.RequestException;
import dev.porchlight.validation.InputText;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** Hashes and checks passwords, one per core at a time: BCrypt is slow by intent and must not starve the chats. */
@Component
final class Passwords {

    private static final int MIN_BYTES = 8;
    /** BCrypt ignores what follows. */
    private static final int MAX_BYTES = 72;

    private static final int WAIT_SECONDS = 3;
    /** Fewer than there are HTTP threads, so that some are left for other requests. */
    private static final int MAX_WAITING = 24;

    private static final String DUMMY_PASSWORD = "no account has this";

    private final PasswordEncoder encoder;
    private final Semaphore cores = new Semaphore(Runtime.getRuntime().availableProcessors(), true);
    /** Computed in the background, so that the start does not wait for it. */
    private final CompletableFuture<String> dummyHash;

    Passwords(PasswordEncoder encoder) {
        this.encoder = encoder;
        this.dummyHash = CompletableFuture.supplyAsync(() -> encoder.encode(DUMMY_PASSWORD));
    }

    String hash(String password) {
        requireValid(password);
        return onOneCore(() -> encoder.encode(password));
    }

    /** @throws RequestException {@code INVALID} for a new password that is blank or has not 8 to 72 bytes */
    void requireValid(String password) {
        int bytes = InputText.utf8Length(password);
        if (bytes < MIN_BYTES || bytes > MAX_BYTES) {
            throw RequestException.invalid(
                    "A password has " + MIN_BYTES + " to " + MAX_BYTES + " bytes; this one has " + bytes + ".");
        }
        InputText.text("password", password, MAX_BYTES);
    }

    /** Takes as long for an account that does not exist ({@code null}) as for a wrong password, against enumeration. */
    boolean match(String password, @Nullable String hash) {
        // BCrypt returns at once for what it cannot hash: such an attempt must take as long as others.
        boolean hashable = !password.isEmpty() && InputText.utf8Length(password) <= MAX_BYTES;
        String candidate = hashable ? password : DUMMY_PASSWORD;
        boolean matches = onOneCore(() -> encoder.matches(candidate, hash == null ? dummyHash.join() : hash));
        return matches && hashable && hash != null;
    }

    private <T> T onOneCore(Supplier<T> hashing) {
        try {
            if (cores.getQueueLength() >= MAX_WAITING || !cores.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw RequestException.unavailable(null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RequestException.unavailable(e);
        }
        try {
            return hashing.get();
        } finally {
            cores.release();
        }
    }
}
