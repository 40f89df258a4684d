package dev.porchlight.site;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.bson.types.ObjectId;

/**
 * A secret with which an owner's website signs the identities of its guests.
 *
 * @param secret its characters, as bytes, are the key
 */
record SiteSecret(ObjectId id, String secret, Instant createdAt) {

    private static final int BYTES = 32;

    static SiteSecret random(Instant now) {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new SiteSecret(
                new ObjectId(),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                now.truncatedTo(ChronoUnit.MILLIS));
    }

    /** Without the secret, for logs. */
    @Override
    public String toString() {
        return "SiteSecret[" + id + "]";
    }
}
