package dev.porchlight.chat.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doCallRealMethod;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.porchlight.StoreExtension;
import dev.porchlight.chat.message.Author;
import dev.porchlight.chat.message.MessageLog;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatQueries;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.push.Push;
import dev.porchlight.error.StoreFailureLog;
import dev.porchlight.testing.ThreadPerTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mockito.ArgumentCaptor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.scheduling.TaskScheduler;
import org.threeten.extra.MutableClock;

/** A chat's summary follows from its messages, whichever process stored them and whatever a crash left out. */
@Tag("store")
class ChatSummariesTest {

    @RegisterExtension
    static final StoreExtension STORE = new StoreExtension();

    private final MongoOperations mongo = STORE.mongo();
    private final Clock clock = Clock.systemUTC();
    private final List<Push> pushes = new ArrayList<>();
    private final ObjectId chatId = new ObjectId();
    private final ObjectId ownerId = new ObjectId();
    private final Author guest = new Author(chatId, Role.GUEST, new ObjectId());
    private final Author owner = new Author(chatId, Role.OWNER, ownerId);
    private Process here;

    /** What one process remembers of the store it shares with others. */
    private final class Process {

        final MessageRepository messages = spy(new MessageRepository(mongo));
        final ChatRepository chats = new ChatRepository(mongo, clock);
        final MessageLog log = new MessageLog(messages, clock);
        final TaskScheduler scheduler = mock(TaskScheduler.class);
        final ChatSummaries summaries = new ChatSummaries(
                chats,
                messages,
                new ChatUpdater(chats),
                event -> pushes.add((Push) event),
                scheduler,
                new StoreFailureLog());
        final SummaryCatchUp catchUp = new SummaryCatchUp(mongo, messages, new ChatQueries(mongo), summaries, clock);

        Message store(Author sender, String text) {
            return log.append(sender, text, null).message();
        }

        void send(Author sender, String text) {
            summaries.add(ownerId, store(sender, text));
        }
    }

    @BeforeEach
    void openChat() {
        here = new Process();
        here.chats.insert(Chat.builder()
                .id(chatId)
                .ownerId(ownerId)
                .guestId(guest.id())
                .domain("shop.example")
                .guest(new Chat.ChatGuest("Guest", "guest@example.com", false))
                .createdAt(clock.instant())
                .updatedAt(clock.instant())
                .status(ChatStatus.WAITING)
                .lastActivityAt(clock.instant())
                .build());
    }

    @Test
    void a_change_of_status_is_stored_at_once_and_the_rest_with_the_next_flush() {
        here.send(guest, "hello");
        assertThat(stored().lastSeq()).isZero();
        here.send(owner, "hi");
        assertThat(stored().status()).isEqualTo(ChatStatus.ACTIVE);
        assertThat(stored().lastSeq()).isEqualTo(2);
        here.send(guest, "thanks");
        assertThat(stored().lastSeq()).isEqualTo(2);

        here.summaries.flush();

        assertSummary(3, ChatStatus.ACTIVE, 2, 3);
        assertThat(stored().lastMessage().message()).isEqualTo("thanks");
        assertThat(pushes).hasSize(2).allMatch(Push.ChatUpdated.class::isInstance);
    }

    @Test
    void one_timer_runs_while_there_is_a_backlog_and_none_otherwise() {
        assertTimers(0);
        here.send(guest, "one");
        here.send(guest, "two");
        timer(1).run();
        assertSummary(2, ChatStatus.WAITING, 0, 2);
        assertTimers(1);

        here.send(guest, "three");
        timer(2).run();
        assertSummary(3, ChatStatus.WAITING, 0, 3);
        assertTimers(2);
    }

    @Test
    void a_flush_that_meets_another_is_scheduled_again() throws Exception {
        here.send(guest, "one");
        here.summaries.recomputeSoon(ownerId, chatId);
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        doAnswer(look -> {
                    writing.countDown();
                    goOn.await();
                    return look.callRealMethod();
                })
                .when(here.messages)
                .after(any(), anyLong(), anyInt());
        CompletableFuture<Void> slow = CompletableFuture.runAsync(here.summaries::flush, new ThreadPerTask());
        writing.await();
        timer(1).run();
        assertTimers(2);

        goOn.countDown();
        slow.join();
        timer(2).run();
        assertSummary(1, ChatStatus.WAITING, 0, 1);
        assertTimers(2);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void a_summary_that_cannot_be_stored_is_tried_again(CapturedOutput output) {
        Instant begun = Instant.now();
        here.send(guest, "one");
        doThrow(new DataAccessResourceFailureException("away"))
                .when(here.messages)
                .after(any(), anyLong(), anyInt());
        here.summaries.recomputeSoon(ownerId, chatId);
        timer(1).run();
        timer(2).run();
        assertThat(stored().lastSeq()).isZero();
        assertThat(output.getAll().lines().filter(line -> line.contains("WARN")))
                .singleElement()
                .asString()
                .contains("The store failed", "a chat's summary");
        verify(here.scheduler, atLeastOnce())
                .schedule(any(Runnable.class), argThat((Instant at) -> at.isAfter(begun.plusMillis(900))));

        doCallRealMethod().when(here.messages).after(any(), anyLong(), anyInt());
        timer(3).run();
        assertSummary(1, ChatStatus.WAITING, 0, 1);
    }

    @Test
    void without_a_scheduler_the_backlog_is_flushed_at_the_stop() {
        doThrow(new TaskRejectedException("ended"))
                .when(here.scheduler)
                .schedule(any(Runnable.class), any(Instant.class));
        here.send(guest, "one");
        here.summaries.flush();
        assertSummary(1, ChatStatus.WAITING, 0, 1);
    }

    /** @param count how many there were by now */
    private Runnable timer(int count) {
        ArgumentCaptor<Runnable> timers = ArgumentCaptor.forClass(Runnable.class);
        verify(here.scheduler, times(count)).schedule(timers.capture(), any(Instant.class));
        return timers.getValue();
    }

    private void assertTimers(int count) {
        verify(here.scheduler, times(count)).schedule(any(Runnable.class), any(Instant.class));
    }

    @Test
    void more_messages_than_a_page_are_included_in_one_flush() {
        for (int i = 1; i <= 250; i++) {
            here.send(guest, "m" + i);
        }
        here.summaries.flush();

        assertSummary(250, ChatStatus.WAITING, 0, 250);
    }

    @Test
    void messages_of_another_process_are_included() {
        Process there = new Process();
        here.send(guest, "one");
        there.send(guest, "two");
        there.send(owner, "three");
        here.send(guest, "four");
        here.summaries.flush();
        there.summaries.flush();

        assertSummary(4, ChatStatus.ACTIVE, 3, 4);
        assertThat(stored().lastMessage().message()).isEqualTo("four");
    }

    @Test
    void a_refresh_ends_though_somebody_writes_on_and_on() {
        here.store(guest, "one");
        doAnswer(look -> {
                    Object found = look.callRealMethod();
                    here.store(guest, "and another");
                    return found;
                })
                .when(here.messages)
                .after(any(), anyLong(), anyInt());

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> here.summaries.refresh(stored()));

        assertThat(stored().lastSeq()).isEqualTo(1);
    }

    @Test
    void messages_that_a_crash_left_out_are_found_at_the_next_start() {
        here.catchUp.catchUp();
        here.send(guest, "seen");
        here.summaries.flush();
        here.store(guest, "stored, but the process died");
        here.store(owner, "likewise");

        new Process().catchUp.catchUp();

        assertSummary(3, ChatStatus.ACTIVE, 3, 2);
    }

    @Test
    void messages_that_another_process_left_out_are_found_by_the_catch_up() {
        Process there = new Process();
        there.catchUp.catchUp();
        here.store(guest, "stored, but the process died");

        there.catchUp.catchUp();

        assertSummary(1, ChatStatus.WAITING, 0, 1);
    }

    @Test
    void more_than_a_page_of_messages_left_out_is_found() {
        List<Message> lost = new ArrayList<>();
        for (int seq = 1; seq <= 5_300; seq++) {
            lost.add(
                    new Message(new ObjectId(), chatId, seq, guest.id(), Role.GUEST, "m" + seq, clock.instant(), null));
            if (seq % 100 == 0) {
                mongo.insertAll(lost);
                lost.clear();
            }
        }

        new Process().catchUp.catchUp();

        assertSummary(5_300, ChatStatus.WAITING, 0, 5_300);
    }

    @Test
    void messages_older_than_the_mark_are_not_read_again() {
        MutableClock later = MutableClock.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
        new SummaryCatchUp(mongo, here.messages, new ChatQueries(mongo), here.summaries, later).catchUp();
        here.store(guest, "older than the mark");

        new SummaryCatchUp(mongo, here.messages, new ChatQueries(mongo), here.summaries, later).catchUp();

        assertThat(stored().lastSeq()).isZero();
        mongo.dropCollection("marks");
    }

    @Test
    void a_summary_that_is_right_is_not_published_again() {
        here.send(owner, "hi");
        pushes.clear();

        new Process().catchUp.catchUp();
        here.summaries.recomputeSoon(ownerId, chatId);
        here.summaries.flush();

        assertThat(pushes).isEmpty();
    }

    @Test
    void a_message_opens_a_closed_chat_again_whichever_process_stores_it() {
        here.send(owner, "hi");
        Process there = new Process();
        Chat active = there.chats.find(chatId).orElseThrow();
        there.chats.compareAndSet(active, active.closed(null));

        // This process still takes the chat for active.
        here.send(guest, "one more thing");
        here.summaries.flush();
        assertSummary(2, ChatStatus.WAITING, 1, 2);

        assertThatThrownBy(() -> there.chats.compareAndSet(active, active.closed(null)))
                .isInstanceOf(OptimisticLockingFailureException.class);
        there.send(owner, "yes?");
        assertSummary(3, ChatStatus.ACTIVE, 3, 2);
    }

    @Test
    void waitingSince_is_the_time_of_the_message_that_opened_the_chat_again_despite_a_crash() {
        here.send(owner, "hi");
        assertThat(stored().waitingSince()).isNull();
        Chat active = here.chats.find(chatId).orElseThrow();
        here.chats.compareAndSet(active, active.closed(null));
        assertThat(stored().waitingSince()).isNull();
        Message again = here.store(guest, "one more thing; and the process dies");
        new Process().catchUp.catchUp();
        assertThat(stored().waitingSince()).isEqualTo(again.sentAt());

        here.send(guest, "are you there?");
        here.summaries.flush();
        assertThat(stored().lastSeq()).isEqualTo(3);
        assertThat(stored().waitingSince()).isEqualTo(again.sentAt());
        here.send(owner, "yes");
        assertThat(stored().waitingSince()).isNull();
        here.send(guest, "and in red?");
        here.summaries.flush();
        Instant second = stored().lastActivityAt();
        assertThat(stored().waitingSince()).isEqualTo(second);
        here.send(guest, "or blue?");
        here.summaries.flush();
        assertThat(stored().lastSeq()).isEqualTo(6);
        assertThat(stored().status()).isEqualTo(ChatStatus.ACTIVE);
        assertThat(stored().waitingSince()).isEqualTo(second);
        here.chats.setBan(chatId, clock.instant());
        assertThat(stored().waitingSince()).isNull();
    }

    @Test
    void status_follows_from_the_messages() {
        assertThat(ChatStatus.WAITING.after(Role.GUEST)).isEqualTo(ChatStatus.WAITING);
        assertThat(ChatStatus.ACTIVE.after(Role.GUEST)).isEqualTo(ChatStatus.ACTIVE);
        assertThat(ChatStatus.CLOSED.after(Role.GUEST)).isEqualTo(ChatStatus.WAITING);
        for (ChatStatus status : ChatStatus.values()) {
            assertThat(status.after(Role.OWNER)).isEqualTo(ChatStatus.ACTIVE);
        }
    }

    private Chat stored() {
        return mongo.findById(chatId, Chat.class);
    }

    private void assertSummary(long lastSeq, ChatStatus status, long ownerRead, long guestRead) {
        Chat chat = stored();
        assertThat(chat.lastSeq()).isEqualTo(lastSeq);
        assertThat(chat.status()).isEqualTo(status);
        assertThat(chat.ownerReadSeq()).isEqualTo(ownerRead);
        assertThat(chat.guestReadSeq()).isEqualTo(guestRead);
        assertThat(chat.lastMessage().seq()).isEqualTo(lastSeq);
    }
}
