package dev.porchlight.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An owner session as its owner sees it.
 *
 * @param id a fingerprint of the session's id: it names the session, but is no credential
 * @param current whether the request was authenticated by this owner session
 * @param userAgent as the browser sent it at the log-in
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OwnerSessionView(
        String id,
        Instant createdAt,
        Instant expiresAt,
        boolean current,
        @Nullable String userAgent) {}
