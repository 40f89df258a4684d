package dev.porchlight.error;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import lombok.extern.slf4j.Slf4j;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Says in at most one line of the log a minute that the store fails requests: it fails all of them while it is away. Meters
 * count each. Thread-safe.
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

    public synchronized void failed(DataAccessException failure) {
        failed++;
        long now = nanoTime.getAsLong();
        if (now - nextNanos >= 0) {
            log.warn("The store failed {} requests, the last one so: {}", failed, failure.toString());
            failed = 0;
            nextNanos = now + MINUTE_NANOS;
        }
    }
}
