package dev.porchlight.socket.connection;

import java.util.concurrent.atomic.AtomicLong;
import lombok.RequiredArgsConstructor;

/** The memory that the waiting tasks of all queues together may take. Thread-safe. */
@RequiredArgsConstructor
public final class QueueBudget {

    /** A text of one byte a character on the wire may have two in memory. */
    private static final int MEMORY_FACTOR = 2;

    /** Of a task, whatever its weight. */
    private static final int TASK_BYTES = 1024;

    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    /** @return whether there is room; the caller must then {@link #release} as much once */
    boolean tryAcquire(int weight) {
        if (bytes.addAndGet(memory(weight)) <= maxBytes) {
            return true;
        }
        release(weight);
        return false;
    }

    void release(int weight) {
        bytes.addAndGet(-memory(weight));
    }

    private static long memory(int weight) {
        return TASK_BYTES + (long) MEMORY_FACTOR * weight;
    }
}
