package dev.porchlight.error;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Stands in every line that a request makes in the log, from the socket or REST down to the embedded store, which serves it
 * on the same thread. Never one that a client sent.
 */
public final class RequestId {

    private static final String KEY = "requestId";

    /** Begins anywhere, so that lines of before a restart are not mistaken for those after it. */
    private static final AtomicLong NEXT =
            new AtomicLong(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 43));

    private RequestId() {}

    /** This thread serves a new request, until the result is closed. */
    public static MDC.MDCCloseable begin() {
        return MDC.putCloseable(KEY, Long.toHexString(NEXT.getAndIncrement()));
    }

    /** That of the request which this thread serves. */
    static @Nullable String current() {
        return MDC.get(KEY);
    }
}
