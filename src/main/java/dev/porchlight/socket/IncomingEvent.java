package dev.porchlight.socket;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a client sent.
 *
 * @param payload its first argument, without what is nested deeper than its fields; {@code null} if there was none
 * @param malformed whether it is no JSON, or has more fields than any event
 * @param bytes about how much it took on the wire
 */
record IncomingEvent(String name, @Nullable JsonNode payload, boolean malformed, int bytes) {}
