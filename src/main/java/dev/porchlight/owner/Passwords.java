package dev.porchlight.owner;

import dev.porchlight.error.RequestException;
import dev.porchlight.validation.InputText;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** Hashes and checks passwords, one per core at a time: BCrypt is slow by intent and must not starve the chats. */
@Component
final class Passwords {

    private static final int MIN_BYTES = 8;
    /** BCrypt ignores what follows. */
    private static final int MAX_BYTES = 72;
    /** Decomposed, a letter has up to four times the bytes. */
    private static final int MAX_TYPED_BYTES = 4 * MAX_BYTES;

    private static final Pattern SPACES = Pattern.compile("\\p{Zs}");

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
        return onOneCore(() -> encoder.encode(normalized(password)));
    }

    /** @throws RequestException {@code INVALID} for a new password that is blank or has not 8 to 72 bytes */
    void requireValid(String password) {
        InputText.text("password", password, Integer.MAX_VALUE);
        int bytes = InputText.utf8Length(isNormalizable(password) ? normalized(password) : password);
        if (bytes < MIN_BYTES || bytes > MAX_BYTES) {
            throw RequestException.invalid(
                    "A password has " + MIN_BYTES + " to " + MAX_BYTES + " bytes; this one has " + bytes + ".");
        }
    }

    /**
     * Takes as long for an account that does not exist ({@code null}) as for a wrong password, against enumeration.
     *
     * @param field to name in the error
     * @throws RequestException {@code INVALID} for what is not text: BCrypt would take it for another password
     */
    boolean match(String field, String password, @Nullable String hash) {
        InputText.wellFormed(field, password);
        String expected = hash == null ? dummyHash.join() : hash;
        boolean matches = false;
        for (String form : forms(password)) {
            // Each waits for its turn: a password in mixed forms must not take three.
            matches |= onOneCore(() -> matches(form, expected));
        }
        return matches && hash != null;
    }

    private boolean matches(String password, String hash) {
        // BCrypt returns at once for what it cannot hash: such an attempt must take as long as others.
        boolean hashable = !password.isEmpty() && InputText.utf8Length(password) <= MAX_BYTES;
        return encoder.matches(hashable ? password : DUMMY_PASSWORD, hash) && hashable;
    }

    /** Keyboards write the same letters and spaces in different code points: OpaqueString of RFC 8265. */
    private static String normalized(String password) {
        return Normalizer.normalize(SPACES.matcher(password).replaceAll(" "), Normalizer.Form.NFC);
    }

    /** Normalizing takes the square of the length for hostile text: longer text is no password in any form. */
    private static boolean isNormalizable(String password) {
        return InputText.utf8Length(password) <= MAX_TYPED_BYTES;
    }

    /** As it was typed first, and decomposed too: older accounts have the hash of whichever form was typed then. */
    private static Set<String> forms(String password) {
        if (!isNormalizable(password)) {
            return Set.of(password);
        }
        Set<String> forms = new LinkedHashSet<>();
        forms.add(password);
        forms.add(normalized(password));
        forms.add(Normalizer.normalize(password, Normalizer.Form.NFD));
        return forms;
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
