package dev.porchlight.token;

import dev.porchlight.token.key.Fingerprint;
import org.bson.types.ObjectId;

/** Leave to choose a new password, for as long as the present one is there: whoever uses it uses it up. */
public record ResetCode(ObjectId ownerId, String passwordFingerprint) {

    public boolean isFor(String passwordHash) {
        return passwordFingerprint.equals(fingerprint(passwordHash));
    }

    static String fingerprint(String passwordHash) {
        return Fingerprint.of(passwordHash, 16);
    }
}
