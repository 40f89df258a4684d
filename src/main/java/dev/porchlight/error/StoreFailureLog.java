package dev.porchlight.error;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import lombok.extern.slf4j.Slf4j;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/**
 * Says in at most one line of the log a minute that the store fails requests, and names the last one: it fails all of them
 * while it is away. Meters count each. Thread-safe.
 */
@Slf4j
@Component
public final class StoreFailureLog {

    static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoTime;
    private long nextNanos;
    private int failed;

    @Autowired
    public StoreFailureLog() {
        this(System::nanoTime);
    }

    StoreFailureLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.nextNanos = nanoTime.getAsLong();
    }

    /** @param request the name of a socket event or the pattern of a route, never what a client sent */
    public synchronized void failed(String request, DataAccessException failure) {
        failed++;
        long now = nanoTime.getAsLong();
        if (now - nextNanos >= 0) {
            log.warn("The store failed {} requests, the last one, {}, so: {}", failed, request, describe(failure));
            failed = 0;
            nextNanos = now + MINUTE_NANOS;
        }
    }

    /** The message of a violated index has the values, such as an e-mail address. */
    private static String describe(DataAccessException failure) {
        return failure instanceof DataIntegrityViolationException
                ? failure.getClass().getName()
                : failure.toString();
    }
}
