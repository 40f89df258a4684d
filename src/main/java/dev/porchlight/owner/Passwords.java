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

/** Hashes and checks passwords, one per core at a time: hashing is slow by intent and must not starve the chats. */
@Component
final class Passwords {

    private static final int MIN_BYTES = 8;
    /** BCrypt reads no further. */
    private static final int MAX_BYTES = 72;

    private static final int WAIT_SECONDS = 3;
    /** Fewer than there are threads for HTTP, so that some are left for other requests. */
    private static final int MAX_WAITING = 24;

    private static final String NOBODYS_PASSWORD = "nobody's";

    private final PasswordEncoder encoder;
    private final Semaphore cores = new Semaphore(Runtime.getRuntime().availableProcessors(), true);
    /** Made beside the start, which it would hold up. */
    private final CompletableFuture<String> hashOfNobody;

    Passwords(PasswordEncoder encoder) {
        this.encoder = encoder;
        this.hashOfNobody = CompletableFuture.supplyAsync(() -> encoder.encode(NOBODYS_PASSWORD));
    }

    String hash(String password) {
        requireFit(password);
        return oneACore(() -> encoder.encode(password));
    }

    /** @throws RequestException {@code INVALID} for what no new password can be */
    void requireFit(String password) {
        int bytes = InputText.utf8Length(password);
        if (bytes < MIN_BYTES || bytes > MAX_BYTES) {
            throw RequestException.invalid(
                    "A password has " + MIN_BYTES + " to " + MAX_BYTES + " bytes; this one has " + bytes + ".");
        }
        InputText.text("password", password, MAX_BYTES);
    }

    /** Takes as long for an account that does not exist ({@code null}) as for a wrong password. */
    boolean match(String password, @Nullable String hash) {
        // BCrypt answers at once for what it does not hash, which would tell such an attempt from others by its speed.
        boolean hashable = !password.isEmpty() && InputText.utf8Length(password) <= MAX_BYTES;
        String candidate = hashable ? password : NOBODYS_PASSWORD;
        boolean matches = oneACore(() -> encoder.matches(candidate, hash == null ? hashOfNobody.join() : hash));
        return matches && hashable && hash != null;
    }

    private <T> T oneACore(Supplier<T> hashing) {
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
