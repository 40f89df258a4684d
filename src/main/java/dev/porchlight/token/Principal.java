package dev.porchlight.token;

import java.time.Instant;
import org.bson.types.ObjectId;

/** An owner or guest whose token was verified. Nothing else in a request proves who sends it. */
public sealed interface Principal permits OwnerPrincipal, GuestPrincipal {

    ObjectId id();

    /** When the token expires, unless it is revoked before. */
    Instant expiresAt();
}
