package dev.porchlight.token;

import java.util.Set;

/**
 * Published after owner sessions ended; listeners close their connections at once.
 *
 * @param ownerSessionIds of those that ended
 * @param reason {@code loggedOut} if they were revoked, as far as this process knows, {@code ended} otherwise
 * @param here whether this process revoked them just now, so that other processes cannot know
 */
public record OwnerSessionsEnded(Set<String> ownerSessionIds, String reason, boolean here) {}
