package dev.porchlight.socket;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a client sent.
 *
 * @param payload its first argument; {@code null} if there was none
 * @param malformed whether it is no JSON
 */
record IncomingEvent(String name, @Nullable JsonNode payload, boolean malformed) {}
