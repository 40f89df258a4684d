package dev.porchlight.socket.engine.packet;

import java.util.Objects;

/** A client sent what the protocol does not allow. The message names the violation and never quotes the client. */
public final class ProtocolViolationException extends Exception {

    private static final long serialVersionUID = 1L;

    public ProtocolViolationException(String violation) {
        super(violation, null, false, false);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
