package dev.porchlight.socket.connection;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/**
 * Runs the tasks of one connection in order, one at a time, on an executor shared with all others. Bounded by number and
 * by weight, and by a budget that all queues share. No method waits: {@link #offer} rejects what is too much.
 */
@Slf4j
@RequiredArgsConstructor
public final class SerialQueue {

    private final Executor executor;
    private final int maxTasks;
    /** Of all waiting tasks together. */
    private final int maxWeight;

    private final QueueBudget budget;

    /** Empty most of the time. */
    private final Queue<Task> tasks = new ArrayDeque<>(1);

    private int weight;
    private boolean scheduled;

    private record Task(Runnable work, int weight) {}

    /** @return whether the task was accepted; {@code false} if there is no room or the executor rejects it */
    public synchronized boolean offer(Runnable work, int taskWeight) {
        if (tasks.size() >= maxTasks
                || weight > 0 && weight + taskWeight > maxWeight
                || !budget.tryAcquire(taskWeight)) {
            return false;
        }
        tasks.add(new Task(work, taskWeight));
        weight += taskWeight;
        if (scheduled || schedule()) {
            return true;
        }
        clear();
        return false;
    }

    /** Whether no task waits or runs. */
    public synchronized boolean isIdle() {
        return !scheduled;
    }

    /** The number of waiting tasks. */
    public synchronized int size() {
        return tasks.size();
    }

    private boolean schedule() {
        // Also if it fails in another way.
        scheduled = false;
        try {
            executor.execute(this::runNext);
            scheduled = true;
        } catch (RejectedExecutionException e) {
            log.debug("A connection's tasks were rejected", e);
        }
        return scheduled;
    }

    /** One task at a time, so that the executor may run those of other queues in between. */
    private void runNext() {
        run(next());
        resume();
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            // A task that fails must not stop those behind it for good.
            log.error("A task failed", e);
        }
    }

    private synchronized Runnable next() {
        Task task = tasks.remove();
        weight -= task.weight();
        budget.release(task.weight());
        return task.work();
    }

    private synchronized void resume() {
        if (tasks.isEmpty()) {
            scheduled = false;
        } else if (!schedule()) {
            // Their deadlines send the replies, unless the process ends.
            clear();
        }
    }

    private void clear() {
        tasks.forEach(task -> budget.release(task.weight()));
        tasks.clear();
        weight = 0;
    }
}
