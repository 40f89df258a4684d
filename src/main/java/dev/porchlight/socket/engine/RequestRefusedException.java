package dev.porchlight.socket.engine;

/** A request that the rules of the HTTP edge turn away. */
final class RequestRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    RequestRefusedException(Refusal refusal) {
        super(refusal.name(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
