package dev.porchlight.token;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one reader of {@code Authorization: Bearer} headers (RFC 6750). */
public final class BearerToken {

    private static final String SCHEME = "Bearer ";

    private BearerToken() {}

    /** @return the token, not verified; empty if there is no header or it has another scheme */
    public static Optional<String> parse(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        return Optional.of(authorization.substring(SCHEME.length()).strip());
    }
}
