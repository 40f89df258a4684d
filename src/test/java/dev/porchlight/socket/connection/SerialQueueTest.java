package dev.porchlight.socket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** The memory that all queues share. */
class SerialQueueTest {

    private static final int WEIGHT = 10_000;

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final QueueBudget budget = new QueueBudget(5 * WEIGHT);

    @Test
    void what_all_queues_hold_together_is_bounded() {
        SerialQueue first = newQueue();
        SerialQueue second = newQueue();

        assertThat(first.offer(() -> {}, WEIGHT)).isTrue();
        assertThat(second.offer(() -> {}, WEIGHT)).isTrue();
        assertThat(second.offer(() -> {}, WEIGHT)).isFalse();

        waiting.remove().run();
        assertThat(second.offer(() -> {}, WEIGHT)).isTrue();
    }

    @Test
    void small_tasks_count_too() {
        SerialQueue queue = newQueue();
        int accepted = 0;
        while (accepted < 90 && queue.offer(() -> {}, 1)) {
            accepted++;
        }

        assertThat(accepted).isBetween(20, 50);
    }

    @Test
    void a_task_that_the_executor_rejects_takes_no_room() {
        SerialQueue rejecting = new SerialQueue(
                task -> {
                    throw new RejectedExecutionException();
                },
                100,
                100 * WEIGHT,
                budget);
        for (int i = 0; i < 10; i++) {
            assertThat(rejecting.offer(() -> {}, WEIGHT)).isFalse();
        }

        assertThat(newQueue().offer(() -> {}, WEIGHT)).isTrue();
    }

    private SerialQueue newQueue() {
        return new SerialQueue(waiting::add, 100, 100 * WEIGHT, budget);
    }
}
