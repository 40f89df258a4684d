package dev.porchlight.socket.engine.http;

/** An HTTP request is not served. */
public final class RequestRejectedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final HttpRejection rejection;

    public RequestRejectedException(HttpRejection rejection) {
        super(rejection.name(), null, false, false);
        this.rejection = rejection;
    }

    public HttpRejection rejection() {
        return rejection;
    }
}
