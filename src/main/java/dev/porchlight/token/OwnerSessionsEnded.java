package dev.porchlight.token;

import java.util.Set;

/**
 * Published after owner sessions ended; listeners close their connections at once.
 *
 * @param ownerSessionIds of those that ended
 * @param reason {@code loggedOut} if this process revoked them, {@code ended} if another one did or they expired
 */
public record OwnerSessionsEnded(Set<String> ownerSessionIds, String reason) {}
