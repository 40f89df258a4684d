package dev.porchlight.cluster;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import lombok.extern.slf4j.Slf4j;

/** Runs what other processes say in order, on a thread of its own, so that the client's I/O threads never wait. */
@Slf4j
final class Inbox implements AutoCloseable {

    private static final int MAX_WAITING = 20_000;
    private static final long MAX_WAITING_BYTES = 16 << 20;

    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicBoolean overflowed = new AtomicBoolean();
    private final Runnable afterOverflow;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> new Thread(task, "cluster"));

    /** @param afterOverflow runs on the thread once there is room again after something was dropped */
    Inbox(Runnable afterOverflow) {
        this.afterOverflow = afterOverflow;
    }

    /** Drops the task if too much waits. */
    void add(int bytes, Runnable task) {
        if (waitingBytes.addAndGet(bytes) > MAX_WAITING_BYTES || !offer(bytes, task)) {
            waitingBytes.addAndGet(-bytes);
            overflowed.set(true);
        }
    }

    private boolean offer(int bytes, Runnable task) {
        try {
            thread.execute(() -> run(bytes, task));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void run(int bytes, Runnable task) {
        waitingBytes.addAndGet(-bytes);
        try {
            task.run();
            if (thread.getQueue().isEmpty() && overflowed.compareAndSet(true, false)) {
                afterOverflow.run();
            }
        } catch (RuntimeException e) {
            log.warn("What another process said could not be handled", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
