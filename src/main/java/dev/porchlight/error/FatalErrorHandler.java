package dev.porchlight.error;

/** Told of everything unexpected that is caught, since some of it must end the process. */
@FunctionalInterface
public interface FatalErrorHandler {

    /** Ends the process soon if memory is exhausted for good; does nothing about other errors. Neither blocks nor throws. */
    void check(Throwable thrown);
}
