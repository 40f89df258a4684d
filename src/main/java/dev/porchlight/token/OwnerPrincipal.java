package dev.porchlight.token;

import java.time.Instant;
import org.bson.types.ObjectId;

/** @param sessionId the log-in that the token belongs to; it ends with a log-out */
public record OwnerPrincipal(ObjectId id, String domain, String sessionId, Instant expiresAt) implements Principal {}
