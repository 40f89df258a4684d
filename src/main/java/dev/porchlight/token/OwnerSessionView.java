package dev.porchlight.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An owner session as its owner sees it.
 *
 * @param id a fingerprint; it proves nothing
 * @param current whether the request belongs to it
 * @param userAgent as the browser sent it at the log-in
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OwnerSessionView(
        String id,
        Instant createdAt,
        Instant expiresAt,
        boolean current,
        @Nullable String userAgent) {}
