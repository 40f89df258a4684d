package dev.porchlight.store.embedded;

/** Nothing can listen at the loopback address of this machine, or nobody can connect to it. The cause says why. */
public final class NoLoopbackException extends RuntimeException {

    NoLoopbackException(Throwable cause) {
        super("There is no loopback address", cause);
    }
}
