package dev.porchlight.socket.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.socket.engine.config.LimitKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads begin when a test says so, and tasks end when it says so. */
@Timeout(60)
class FairExecutorTest {

    private static final int MAX_WAITING = 10_000;

    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final FairExecutor executor = new FairExecutor(threads::add, MAX_WAITING);
    private final BlockingQueue<Task> started = new LinkedBlockingQueue<>();
    private final List<Task> running = Collections.synchronizedList(new ArrayList<>());

    private record Task(String client, Thread thread, CountDownLatch end) {}

    @AfterEach
    void endAll() {
        running.forEach(task -> task.end().countDown());
    }

    @Test
    void a_client_with_many_tasks_does_not_hold_up_another() throws InterruptedException {
        submit("flood", 100);
        assertThat(start(8)).containsOnly("flood");
        submit("other", 1);

        assertThat(start(1)).containsExactly("other");
    }

    @Test
    void threads_are_shared_evenly() throws InterruptedException {
        submit("a", 100);
        submit("b", 100);
        submit("c", 2);

        List<String> clients = start(12);
        assertThat(clients).filteredOn("a"::equals).hasSize(5);
        assertThat(clients).filteredOn("b"::equals).hasSize(5);
        assertThat(clients).filteredOn("c"::equals).hasSize(2);
    }

    @Test
    void a_client_gets_no_more_threads_than_others_by_ending_its_tasks() throws InterruptedException {
        submit("quick", 100);
        submit("slow", 100);
        start(4);
        for (int i = 0; i < 20; i++) {
            end("quick");
            start(1);
        }

        assertThat(running).extracting(Task::client).containsExactlyInAnyOrder("quick", "quick", "slow", "slow");
    }

    @Test
    void with_more_clients_than_threads_they_take_turns() throws InterruptedException {
        submit("flood", 100);
        for (int i = 0; i < 10; i++) {
            submit("client " + i, 3);
        }
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 22; i++) {
            order.addAll(start(1));
            end(order.get(i));
        }

        assertThat(order).filteredOn("flood"::equals).hasSize(2);
        assertThat(order.subList(0, 11)).doesNotHaveDuplicates();
    }

    @Test
    void a_client_that_adds_tasks_keeps_its_place() throws InterruptedException {
        submit("first", 1);
        submit("second", 1);
        submit("first", 1);

        assertThat(start(1)).containsExactly("first");
    }

    @Test
    void a_group_has_the_share_of_its_clients_and_not_of_its_members() throws InterruptedException {
        LimitKey site = new LimitKey("site", 2, null);
        for (int i = 0; i < 50; i++) {
            submit(new LimitKey("member " + i, 1, site), "member", 1);
        }
        submit("other", 50);

        assertThat(start(12)).filteredOn("other"::equals).hasSize(4);
    }

    @Test
    void a_single_member_of_a_group_has_the_share_of_one_client() throws InterruptedException {
        LimitKey site = new LimitKey("site", 16, null);
        submit(new LimitKey("member", 1, new LimitKey("household", 4, site)), "member", 50);
        submit("other", 50);

        assertThat(start(12)).filteredOn("other"::equals).hasSize(6);
    }

    @Test
    void a_group_has_less_when_a_member_has_no_more_to_do() throws InterruptedException {
        LimitKey site = new LimitKey("site", 16, null);
        submit(new LimitKey("member", 1, site), "member", 50);
        submit(new LimitKey("brief", 1, site), "brief", 1);
        submit("other", 50);
        assertThat(start(9)).filteredOn("other"::equals).hasSizeBetween(3, 4);
        end("brief");
        start(3);

        assertThat(running).extracting(Task::client).filteredOn("other"::equals).hasSizeBetween(5, 6);
    }

    @Test
    void the_members_of_a_group_share_evenly() throws InterruptedException {
        LimitKey site = new LimitKey("site", 16, null);
        submit(new LimitKey("flood", 1, site), "flood", 50);
        submit(new LimitKey("member", 1, site), "member", 2);

        assertThat(start(4)).filteredOn("member"::equals).hasSize(2);
    }

    /** One of a group must not cost as much as the group has members. */
    @Test
    void a_large_group_costs_no_more_than_many_clients() {
        LimitKey site = new LimitKey("site", 16, null);
        FairExecutor large = new FairExecutor(threads::add, 100_000);
        for (int i = 0; i < 20_000; i++) {
            large.of(new LimitKey(i, 1, site)).execute(() -> {});
        }
        long start = System.nanoTime();
        while (!threads.isEmpty()) {
            threads.remove().run();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void tasks_of_one_client_start_in_order() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int number = i;
            executor.of(LimitKey.of("client")).execute(() -> order.add(number));
        }
        while (!threads.isEmpty()) {
            threads.remove().run();
        }

        assertThat(order).isSorted().hasSize(50);
    }

    @Test
    void a_task_that_fails_gives_its_thread_back() throws InterruptedException {
        executor.of(LimitKey.of("failing")).execute(() -> {
            throw new IllegalStateException("expected");
        });
        assertThatThrownBy(() -> threads.remove().run()).hasMessage("expected");
        submit("other", 1);
        submit("failing", 2);

        assertThat(start(2)).containsExactly("other", "failing");
    }

    @Test
    void clients_with_many_waiting_tasks_leave_room_for_others() {
        for (String client : List.of("first", "second", "third")) {
            assertThatThrownBy(() -> submit(client, MAX_WAITING)).isInstanceOf(RejectedExecutionException.class);
        }
        submit("honest", 100);

        assertThat(threads).hasSizeBetween(MAX_WAITING * 7 / 8, MAX_WAITING - 100);
    }

    @Test
    void a_group_with_many_waiting_tasks_leaves_room_for_others() {
        LimitKey site = new LimitKey("site", 16, null);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < MAX_WAITING; i++) {
                        submit(new LimitKey(i, 1, site), "member", 1);
                    }
                })
                .isInstanceOf(RejectedExecutionException.class);

        submit("honest", 100);
    }

    @Test
    void a_task_that_the_threads_reject_takes_no_place() throws InterruptedException {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1));
        FairExecutor bounded = new FairExecutor(pool, MAX_WAITING);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        bounded.of(LimitKey.of("a")).execute(() -> await(release));
        bounded.of(LimitKey.of("b")).execute(done::incrementAndGet);

        assertThatThrownBy(() -> bounded.of(LimitKey.of("c")).execute(() -> done.addAndGet(100)))
                .isInstanceOf(RejectedExecutionException.class);
        release.countDown();
        Awaitility.await().until(bounded::isIdle);
        bounded.of(LimitKey.of("d")).execute(done::incrementAndGet);
        pool.shutdown();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(done).hasValue(2);
    }

    @Test
    void a_withdrawn_task_leaves_shares_and_room_as_they_were() throws InterruptedException {
        AtomicBoolean rejecting = new AtomicBoolean();
        FairExecutor fair = new FairExecutor(
                thread -> {
                    if (rejecting.get()) {
                        throw new RejectedExecutionException("expected");
                    }
                    threads.add(thread);
                },
                20);
        List<String> order = new ArrayList<>();
        LimitKey site = new LimitKey("site", 2, null);
        LimitKey member = new LimitKey("member", 1, site);
        LimitKey brief = new LimitKey("brief", 1, site);
        fair.of(LimitKey.of("a")).execute(() -> order.add("a1"));
        fair.of(member).execute(() -> order.add("member1"));
        fair.of(LimitKey.of("b")).execute(() -> order.add("b1"));
        fair.of(LimitKey.of("a")).execute(() -> order.add("a2"));
        rejecting.set(true);
        for (int i = 0; i < 50; i++) {
            for (LimitKey client : List.of(LimitKey.of("a"), member, brief, LimitKey.of("c"))) {
                assertThatThrownBy(() -> fair.of(client).execute(() -> order.add("rejected")))
                        .hasMessage("expected");
            }
        }
        rejecting.set(false);
        fair.of(brief).execute(() -> order.add("brief1"));
        while (!threads.isEmpty()) {
            threads.remove().run();
        }

        assertThat(order).containsExactly("a1", "member1", "b1", "a2", "brief1");
        assertThat(fair.isIdle()).isTrue();
    }

    /** It would run although its client is told that it does not, and another would be left without a thread. */
    @Test
    void a_task_that_is_rejected_is_taken_by_no_thread_meanwhile() throws InterruptedException {
        List<Thread> taking = new ArrayList<>();
        AtomicBoolean rejecting = new AtomicBoolean();
        FairExecutor fair = new FairExecutor(
                thread -> {
                    if (rejecting.get()) {
                        Thread other = new Thread(threads.remove());
                        taking.add(other);
                        other.start();
                        joinBriefly(other);
                        throw new RejectedExecutionException("expected");
                    }
                    threads.add(thread);
                },
                MAX_WAITING);
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        LimitKey busy = LimitKey.of("busy");
        fair.of(busy).execute(() -> {
            fair.of(busy).execute(() -> done.add("waiting"));
            rejecting.set(true);
            assertThatThrownBy(() -> fair.of(LimitKey.of("other")).execute(() -> done.add("rejected")))
                    .hasMessage("expected");
        });
        threads.remove().run();
        for (Thread other : taking) {
            other.join();
        }

        assertThat(done).containsExactly("waiting");
        assertThat(fair.isIdle()).isTrue();
    }

    private static void joinBriefly(Thread thread) {
        try {
            thread.join(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void each_task_runs_once_on_many_threads() throws InterruptedException {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(8, 8, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(100_000));
        FairExecutor fair = new FairExecutor(pool, 200_000);
        AtomicInteger done = new AtomicInteger();
        LimitKey site = new LimitKey("site", 16, null);
        for (int i = 0; i < 50_000; i++) {
            fair.of(new LimitKey(i % 7, 1, i % 2 == 0 ? site : null)).execute(done::incrementAndGet);
        }
        pool.shutdown();

        assertThat(pool.awaitTermination(50, TimeUnit.SECONDS)).isTrue();
        assertThat(done).hasValue(50_000);
        assertThat(fair.isIdle()).isTrue();
    }

    private void submit(String client, int count) {
        submit(LimitKey.of(client), client, count);
    }

    private void submit(LimitKey client, String name, int count) {
        for (int i = 0; i < count; i++) {
            executor.of(client).execute(() -> {
                Task task = new Task(name, Thread.currentThread(), new CountDownLatch(1));
                running.add(task);
                started.add(task);
                await(task.end());
            });
        }
    }

    /** @return the clients whose tasks run now, in the order in which they began */
    private List<String> start(int count) throws InterruptedException {
        List<String> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(threads.remove());
            thread.setDaemon(true);
            thread.start();
            clients.add(started.take().client());
        }
        return clients;
    }

    /** Ends a task of a client, and waits until its thread is free. */
    private void end(String client) throws InterruptedException {
        Task task = running.stream()
                .filter(candidate -> candidate.client().equals(client))
                .findFirst()
                .orElseThrow();
        running.remove(task);
        task.end().countDown();
        task.thread().join();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
