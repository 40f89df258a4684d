package dev.porchlight.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A log-in as its owner sees it.
 *
 * @param id names it, and proves nothing
 * @param current whether it is the one that asks
 * @param userAgent what the browser said of itself when it logged in
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OwnerSessionView(
        String id,
        Instant createdAt,
        Instant expiresAt,
        boolean current,
        @Nullable String userAgent) {}
