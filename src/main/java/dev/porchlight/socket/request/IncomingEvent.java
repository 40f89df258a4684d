package dev.porchlight.socket.request;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * An event as it was decoded.
 *
 * @param payload the first argument, without what is nested below its fields; {@code null} if there was none
 * @param malformed whether it is not JSON, or has too many fields
 * @param bytes its approximate size on the wire
 */
public record IncomingEvent(String name, @Nullable JsonNode payload, boolean malformed, int bytes) {}
