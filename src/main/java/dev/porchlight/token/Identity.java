package dev.porchlight.token;

import org.jspecify.annotations.Nullable;

/**
 * A guest whom a website vouches for.
 *
 * @param subject the website's own name for this guest, the same each time
 */
public record Identity(
        String subject, @Nullable String email, @Nullable String name) {}
