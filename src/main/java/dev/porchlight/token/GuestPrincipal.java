package dev.porchlight.token;

import java.time.Duration;
import java.time.Instant;
import org.bson.types.ObjectId;

/** @param issuedAt in whole seconds; a revocation ends the tokens issued before a moment */
public record GuestPrincipal(ObjectId id, String domain, Instant issuedAt, Instant expiresAt) implements Principal {

    static final Duration TOKEN_LIFETIME = Duration.ofDays(30);
}
