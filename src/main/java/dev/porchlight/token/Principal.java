package dev.porchlight.token;

import java.time.Instant;
import org.bson.types.ObjectId;

/** Somebody whose token was verified. Nothing else in a request says who asks. */
public sealed interface Principal permits OwnerPrincipal, GuestPrincipal {

    ObjectId id();

    /** When the token ends, whatever is done with it. */
    Instant expiresAt();
}
