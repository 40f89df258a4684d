package dev.porchlight.error;

import lombok.Getter;
import lombok.RequiredArgsConstructor;

/** The error codes of the protocol, so a name never changes. */
@Getter
@RequiredArgsConstructor
public enum ErrorCode {
    INVALID(400),
    UNAUTHORIZED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    CONFLICT(409),
    TOO_LARGE(413),
    RATE_LIMITED(429),
    /** The outcome is unknown: clients retry with the same {@code clientMessageId}. */
    UNAVAILABLE(503);

    private final int statusCode;
}
