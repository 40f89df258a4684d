package dev.porchlight.health;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The file descriptors of this process, which connections must not use up: the store, and what else opens files, would
 * fail. Where they cannot be counted, there are always enough. Thread-safe.
 */
@Slf4j
@Component
public final class FileDescriptors {

    /** Left by connections to Socket.IO. */
    public static final int LEFT_BY_SOCKETS = 64;
    /** Left by those to REST, which answers health checks when Socket.IO has taken its part. */
    public static final int LEFT_BY_REST = 32;

    /** Those that are being closed again are counted, too, so connections may leave some more. */
    static final int SCARCE = LEFT_BY_SOCKETS + 16;

    static final int ENOUGH = LEFT_BY_SOCKETS + 32;

    private static final long MIN_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MAX_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final long max;
    private final LongSupplier open;
    private final LongSupplier nanoTime;

    /** As counted last, less what was opened since. */
    private long free;
    /** To count costs time in proportion to what is open, so it is done when half of what was free may be used up. */
    private long countAgainAt = Long.MAX_VALUE;

    private long countedNanos;
    private long nextLineNanos;
    private boolean scarce;

    @Autowired
    FileDescriptors() {
        this(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix ? unix : null);
    }

    private FileDescriptors(@Nullable UnixOperatingSystemMXBean system) {
        this(
                system == null ? Long.MAX_VALUE : system.getMaxFileDescriptorCount(),
                system == null ? () -> 0 : system::getOpenFileDescriptorCount,
                System::nanoTime);
    }

    /** Public for tests. */
    public FileDescriptors(long max, LongSupplier open, LongSupplier nanoTime) {
        this.max = max;
        this.open = open;
        this.nanoTime = nanoTime;
        this.nextLineNanos = nanoTime.getAsLong();
        count();
    }

    private void count() {
        countedNanos = nanoTime.getAsLong();
        free = max - open.getAsLong();
        countAgainAt = free / 2;
    }

    /**
     * Counts a connection that was accepted.
     *
     * @param left how many must be left after it
     * @return whether it may stay; if not, it is to be closed
     */
    public synchronized boolean mayStay(int left) {
        free--;
        long age = nanoTime.getAsLong() - countedNanos;
        if (free < left ? age >= MIN_INTERVAL_NANOS : free <= countAgainAt || age >= MAX_INTERVAL_NANOS) {
            count();
        }
        if (free >= left) {
            return true;
        }
        // It is closed at once.
        free++;
        sayScarce();
        return false;
    }

    /** Says so when a connection could not even be accepted, which is tried again by whoever accepts. */
    public synchronized void acceptFailed(Throwable failure) {
        if (nanoTime.getAsLong() - nextLineNanos >= 0) {
            nextLineNanos = nanoTime.getAsLong() + MINUTE_NANOS;
            log.warn("Connections cannot be accepted: {}. (Logged at most once a minute.)", failure.toString());
        }
    }

    private void sayScarce() {
        if (nanoTime.getAsLong() - nextLineNanos >= 0) {
            nextLineNanos = nanoTime.getAsLong() + MINUTE_NANOS;
            log.warn(
                    "Connections are closed as soon as they are opened, since {} of {} file descriptors are in use:"
                            + " raise the limit (LimitNOFILE of the unit, ulimit -n). (Logged at most once a minute.)",
                    max - free,
                    max);
        }
    }

    /** Whether Socket.IO may have hardly any more; once it is so, until clearly more are free. */
    synchronized boolean areScarce() {
        if (nanoTime.getAsLong() - countedNanos >= MIN_INTERVAL_NANOS) {
            count();
        }
        scarce = free <= (scarce ? ENOUGH : SCARCE);
        return scarce;
    }
}
