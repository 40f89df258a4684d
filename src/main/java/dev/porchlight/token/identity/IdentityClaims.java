package dev.porchlight.token.identity;

import org.jspecify.annotations.Nullable;

/**
 * What a website says of a guest it vouches for.
 *
 * @param subject the website's own id of the guest, the same each time
 */
public record IdentityClaims(
        String subject, @Nullable String email, @Nullable String name) {}
