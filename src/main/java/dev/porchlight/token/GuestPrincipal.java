package dev.porchlight.token;

import java.time.Instant;
import org.bson.types.ObjectId;

/** @param issuedAt in whole seconds; a guest's tokens can be ended up to a moment */
public record GuestPrincipal(ObjectId id, String domain, Instant issuedAt, Instant expiresAt) implements Principal {}
