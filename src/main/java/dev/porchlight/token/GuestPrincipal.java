package dev.porchlight.token;

import java.time.Instant;
import org.bson.types.ObjectId;

public record GuestPrincipal(ObjectId id, String domain, Instant expiresAt) implements Principal {}
