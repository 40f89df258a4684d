package dev.porchlight.chat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import dev.porchlight.StoreExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.CollectionCallback;
import org.springframework.data.mongodb.core.MongoOperations;

@Tag("store")
class GroupInsertTest {

    private static final int WRITERS = 40;

    @RegisterExtension
    static final StoreExtension STORE = new StoreExtension();

    private final ObjectId chatId = new ObjectId();
    private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    private final AtomicInteger commands = new AtomicInteger();
    private final CountDownLatch storeAnswers = new CountDownLatch(1);

    @AfterEach
    void stop() {
        writers.shutdownNow();
    }

    @Test
    void messages_that_wait_at_the_same_time_go_together() throws Exception {
        GroupInsert inserts = new GroupInsert(slowStore());

        List<Future<?>> waiting =
                insertAll(inserts, IntStream.rangeClosed(1, WRITERS).toArray());
        storeAnswers.countDown();

        for (Future<?> each : waiting) {
            each.get(30, TimeUnit.SECONDS);
        }
        assertThat(commands).hasValueLessThanOrEqualTo(4);
        assertThat(stored()).hasSize(WRITERS);
    }

    @Test
    void a_duplicate_is_told_its_sender_and_no_other() throws Exception {
        new GroupInsert(STORE.mongo()).insert(message(7));
        GroupInsert inserts = new GroupInsert(slowStore());

        // The 7 is stored, and one of the two 9s will be first.
        List<Future<?>> waiting = insertAll(inserts, 5, 6, 7, 8, 9, 9, 10);
        storeAnswers.countDown();

        List<Integer> refused = new ArrayList<>();
        for (int i = 0; i < waiting.size(); i++) {
            try {
                waiting.get(i).get(30, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(DuplicateKeyException.class);
                refused.add(i);
            }
        }
        assertThat(refused).hasSize(2).contains(2).containsAnyOf(4, 5);
        assertThat(stored()).containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void after_a_command_that_failed_nobody_waits_for_ever() throws Exception {
        MongoOperations failing = mock(MongoOperations.class, delegatesTo(STORE.mongo()));
        doAnswer(call -> {
                    storeAnswers.await();
                    if (commands.incrementAndGet() <= 2) {
                        throw new DataAccessResourceFailureException("no store");
                    }
                    return STORE.mongo().execute(Message.class, call.getArgument(1, CollectionCallback.class));
                })
                .when(failing)
                .execute(eq(Message.class), any());
        GroupInsert inserts = new GroupInsert(failing);

        List<Future<?>> waiting =
                insertAll(inserts, IntStream.rangeClosed(1, WRITERS).toArray());
        storeAnswers.countDown();

        int failed = 0;
        for (Future<?> each : waiting) {
            try {
                each.get(30, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(DataAccessResourceFailureException.class);
                failed++;
            }
        }
        assertThat(failed).isGreaterThanOrEqualTo(2);
        assertThat(stored()).hasSize(WRITERS - failed);
        inserts.insert(message(1_000));
        assertThat(stored()).endsWith(1_000L);
    }

    @Test
    void an_error_is_not_swallowed() {
        MongoOperations broken = mock(MongoOperations.class, delegatesTo(STORE.mongo()));
        doAnswer(call -> {
                    throw new OutOfMemoryError("test");
                })
                .when(broken)
                .execute(eq(Message.class), any());

        assertThatThrownBy(() -> new GroupInsert(broken).insert(message(1))).isInstanceOf(OutOfMemoryError.class);
    }

    /** Answers nothing until the latch opens. */
    private MongoOperations slowStore() {
        MongoOperations slow = mock(MongoOperations.class, delegatesTo(STORE.mongo()));
        doAnswer(call -> {
                    commands.incrementAndGet();
                    storeAnswers.await();
                    return STORE.mongo().execute(Message.class, call.getArgument(1, CollectionCallback.class));
                })
                .when(slow)
                .execute(eq(Message.class), any());
        return slow;
    }

    /** Returns once all of them wait. */
    private List<Future<?>> insertAll(GroupInsert inserts, int... seqs) {
        List<Thread> threads = new ArrayList<>();
        List<Future<?>> waiting = new ArrayList<>();
        for (int seq : seqs) {
            waiting.add(writers.submit(() -> {
                synchronized (threads) {
                    threads.add(Thread.currentThread());
                }
                inserts.insert(message(seq));
            }));
        }
        await().until(() -> {
            synchronized (threads) {
                return threads.size() == seqs.length
                        && threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING);
            }
        });
        return waiting;
    }

    private List<Long> stored() {
        return new MessageRepository(STORE.mongo())
                .after(chatId, 0, 2_000).stream().map(Message::seq).toList();
    }

    private Message message(long seq) {
        return Message.builder()
                .id(new ObjectId())
                .chatId(chatId)
                .seq(seq)
                .from(new ObjectId())
                .role(Role.GUEST)
                .message("text")
                .sentAt(Instant.EPOCH)
                .build();
    }
}
