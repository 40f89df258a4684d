package dev.porchlight.token;

import dev.porchlight.token.key.Fingerprint;
import org.bson.types.ObjectId;

/** Allows one change of the password: it is bound to the present one, so that using the code invalidates it. */
public record ResetCode(ObjectId ownerId, String passwordFingerprint) {

    public boolean isFor(String passwordHash) {
        return passwordFingerprint.equals(fingerprint(passwordHash));
    }

    static String fingerprint(String passwordHash) {
        return Fingerprint.of(passwordHash, 16);
    }
}
