package dev.porchlight.socket;

import dev.porchlight.socket.connection.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from, before anything is verified.
 *
 * @param token as the request gives it; {@code null} for the one used last on this connection
 */
record Caller(Connection connection, @Nullable String token) {}
