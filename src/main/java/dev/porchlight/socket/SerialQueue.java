package dev.porchlight.socket;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/** Runs the tasks of one client in the order they came, one at a time, on threads shared with all others. */
@Slf4j
@RequiredArgsConstructor
final class SerialQueue {

    /** So many tasks in a row, then others have their turn. */
    private static final int TURN = 16;

    private final Executor executor;
    private final int maxTasks;
    /** What all waiting tasks may weigh together. */
    private final int maxWeight;

    private final Queue<Task> tasks = new ArrayDeque<>();
    private int weight;
    private boolean scheduled;

    private record Task(Runnable work, int weight) {}

    /** @return whether there was room */
    synchronized boolean offer(Runnable work, int taskWeight) {
        if (tasks.size() >= maxTasks || weight > 0 && weight + taskWeight > maxWeight) {
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

    /** Whether none waits or runs. */
    synchronized boolean isIdle() {
        return !scheduled;
    }

    /** How many wait. */
    synchronized int size() {
        return tasks.size();
    }

    private boolean schedule() {
        try {
            executor.execute(this::takeTurn);
            scheduled = true;
        } catch (RejectedExecutionException e) {
            scheduled = false;
        }
        return scheduled;
    }

    private void takeTurn() {
        for (int i = 0; i < TURN; i++) {
            Runnable task = next();
            if (task == null) {
                return;
            }
            run(task);
        }
        resume();
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            // One bad task must not stop those behind it, for good.
            log.error("A task failed", e);
        }
    }

    private synchronized @Nullable Runnable next() {
        Task task = tasks.poll();
        scheduled = task != null;
        if (task == null) {
            return null;
        }
        weight -= task.weight();
        return task.work();
    }

    private synchronized void resume() {
        if (tasks.isEmpty()) {
            scheduled = false;
        } else if (!schedule()) {
            // Their deadlines answer them.
            clear();
        }
    }

    private void clear() {
        tasks.clear();
        weight = 0;
    }
}
