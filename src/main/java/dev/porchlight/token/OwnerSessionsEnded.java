package dev.porchlight.token;

import java.util.Set;

/**
 * Published once log-ins are no more: whoever serves them must stop at once.
 *
 * @param reason a word for programs: {@code loggedOut}, or {@code ended} if that happened elsewhere or by time
 */
public record OwnerSessionsEnded(Set<String> sessionIds, String reason) {}
