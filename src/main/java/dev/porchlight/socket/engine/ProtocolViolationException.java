package dev.porchlight.socket.engine;

import java.util.Objects;

/** Something no well-behaved client sends. The message says what kind of thing, never the thing itself. */
final class ProtocolViolationException extends Exception {

    private static final long serialVersionUID = 1L;

    ProtocolViolationException(String what) {
        super(what, null, false, false);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
