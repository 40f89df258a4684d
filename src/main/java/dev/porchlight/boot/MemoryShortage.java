package dev.porchlight.boot;

import io.netty.util.internal.OutOfDirectMemoryError;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells a shortage of memory that ends the process from one that passes. A full heap does, as with {@code
 * -XX:+ExitOnOutOfMemoryError}. Direct memory and threads come back when connections close, as they do within seconds
 * when many send much at once; only a shortage that lasts shows that they do not.
 */
final class MemoryShortage {

    private static final long LASTING_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** Without a failure for so long, the shortage has passed. */
    private static final long PASSED_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** Chains of causes are shorter, unless they are circular. */
    private static final int MAX_CAUSES = 20;

    private boolean failedBefore;
    private long first;
    private long last;

    /** The {@link OutOfMemoryError} that this is, or that caused it. */
    static @Nullable OutOfMemoryError in(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            if (cause instanceof OutOfMemoryError error) {
                return error;
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** @param now as {@link System#nanoTime} */
    synchronized boolean isFatal(OutOfMemoryError error, long now) {
        if (!mayPass(error)) {
            return true;
        }
        if (!failedBefore || now - last > PASSED_NANOS) {
            failedBefore = true;
            first = now;
        }
        last = now;
        return now - first >= LASTING_NANOS;
    }

    private static boolean mayPass(OutOfMemoryError error) {
        String message = String.valueOf(error.getMessage());
        return error instanceof OutOfDirectMemoryError
                || message.contains("direct buffer memory")
                || message.contains("native thread");
    }
}
