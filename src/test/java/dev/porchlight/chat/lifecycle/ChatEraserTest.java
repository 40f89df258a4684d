package dev.porchlight.chat.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import dev.porchlight.StoreExtension;
import dev.porchlight.chat.message.MessageLog;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatErrors;
import dev.porchlight.chat.model.ChatMember;
import dev.porchlight.chat.model.ChatQueries;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.chat.model.Rating;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.model.Visit;
import dev.porchlight.chat.push.Push;
import dev.porchlight.chat.summary.ChatSummaries;
import dev.porchlight.chat.summary.SummaryCatchUp;
import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import dev.porchlight.guest.GuestService;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.scheduling.TaskScheduler;
import org.threeten.extra.MutableClock;

/** Of a deleted chat nothing is left, whoever writes to it meanwhile and whatever dies on the way. */
class ChatEraserTest {

    private static final int WRITERS = 8;

    @RegisterExtension
    static final StoreExtension STORE = new StoreExtension();

    private final MongoOperations mongo = STORE.mongo();
    private final MutableClock clock = MutableClock.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final List<Push> pushes = new CopyOnWriteArrayList<>();
    private final ObjectId chatId = new ObjectId();
    private final ChatMember guest = new ChatMember(chatId, new ObjectId(), Role.GUEST, new ObjectId());
    private Process here;
    private Process there;

    /** What one process remembers of the store it shares with others. */
    private final class Process {

        final GuestService guests = mock(GuestService.class);
        final MessageRepository messages = new MessageRepository(mongo);
        final ChatRepository chats = new ChatRepository(mongo, clock);
        final MessageLog log = new MessageLog(messages, clock);
        final ChatSummaries summaries =
                new ChatSummaries(chats, messages, event -> pushes.add((Push) event), mock(TaskScheduler.class));
        final ChatEraser erasure = new ChatEraser(
                chats,
                new TombstoneRepository(mongo, clock),
                messages,
                log,
                guests,
                event -> pushes.add((Push) event),
                clock);

        /** As the service does it. */
        void send(String text) {
            chats.recall(chatId).orElseThrow(ChatErrors::noSuchChat);
            summaries.add(guest.getOwnerId(), log.append(guest, text, null).message());
        }

        boolean erase() {
            return erasure.erase(chats.load(chatId).orElseThrow());
        }
    }

    @BeforeEach
    void openChat() {
        here = new Process();
        there = new Process();
        here.chats.insert(new Chat(
                chatId,
                guest.getOwnerId(),
                guest.getId(),
                "shop.example",
                new Chat.ChatGuest("Ada Secret", "ada.secret@example.com", false),
                new Visit("https://shop.example/secret", null, "en", "Secret on Android", null),
                clock.instant(),
                0,
                clock.instant(),
                ChatStatus.WAITING,
                0,
                null,
                clock.instant(),
                clock.instant(),
                0,
                0,
                null,
                new Rating(Rating.Value.BAD, "secret", clock.instant())));
    }

    @AfterEach
    void clear() {
        mongo.remove(new Query(), Chat.class);
        mongo.remove(new Query(), Message.class);
    }

    @Test
    void nothing_is_left_of_a_chat_that_eight_write_to_in_two_processes() throws Exception {
        AtomicInteger written = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1);
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Process process = i % 2 == 0 ? here : there;
            writers.add(threads.submit(untilGone(() -> {
                process.send("secret");
                written.incrementAndGet();
                return null;
            })));
        }
        Future<?> flushing = threads.submit(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                here.summaries.flush();
                there.summaries.flush();
                TimeUnit.MILLISECONDS.sleep(50);
            }
            return null;
        });
        while (written.get() < 100) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(here.erase()).isTrue();
        for (Future<?> writer : writers) {
            writer.get(20, TimeUnit.SECONDS);
        }
        flushing.cancel(true);
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

        clock.add(ChatEraser.AGAIN_AFTER);
        here.erasure.sweep();

        assertThat(written.get()).isGreaterThanOrEqualTo(100);
        assertThat(storedMessages()).isZero();
        assertTombstone();
    }

    @Test
    void what_another_process_lets_in_before_it_hears_is_swept() {
        there.send("before");
        there.summaries.flush();
        assertThat(here.erase()).isTrue();
        here.erasure.sweep();
        assertThat(storedMessages()).isZero();

        there.send("let in: it remembers the chat");
        assertThat(storedMessages()).isEqualTo(1);
        there.summaries.flush();
        assertThatThrownBy(() -> there.send("not any more"))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.getCode()).isEqualTo(ErrorCode.NOT_FOUND));
        // It was found by its summary, so that nobody need wait for the second sweep.
        here.erasure.sweep();
        assertThat(storedMessages()).isZero();
    }

    @Test
    void what_is_written_long_after_is_found_by_the_minute() {
        here.erase();
        clock.add(ChatEraser.AGAIN_AFTER);
        here.erasure.sweep();
        assertTombstone();
        there.log.append(guest, "from a process that stood still, and died", null);

        new SummaryCatchUp(mongo, here.messages, new ChatQueries(mongo), here.summaries, clock).catchUp();
        here.erasure.sweep();

        assertThat(storedMessages()).isZero();
        assertTombstone();
    }

    @Test
    void those_on_the_way_are_refused() {
        here.chats.recall(chatId);
        here.erase();

        assertThatThrownBy(() -> here.log.append(guest, "authorized a moment ago", null))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.getCode()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(here.chats.recall(chatId)).isEmpty();
        assertThat(here.chats.findByGuest(guest.getId())).isNull();
        assertThat(storedMessages()).isZero();
    }

    @Test
    void what_a_crash_interrupted_goes_on_at_the_next_start() {
        storeManyMessages();
        here.chats.bury(here.chats.load(chatId).orElseThrow());

        Process next = new Process();
        next.erasure.sweep();
        assertThat(storedMessages()).isZero();
        verify(next.guests).erase(guest.getId());
        assertThat(tombstone()).containsKey("sweepAt").doesNotContainKey("expiresAt");

        clock.add(ChatEraser.AGAIN_AFTER);
        new Process().erasure.sweep();
        assertTombstone();
    }

    @Test
    void a_chat_with_very_many_messages_is_gone_at_once_and_its_messages_soon() {
        storeManyMessages();

        assertThat(here.erase()).isTrue();
        assertThat(storedMessages()).isEqualTo(300);
        here.erasure.sweep();
        assertThat(storedMessages()).isZero();
    }

    @Test
    void a_failure_after_the_mark_is_made_up_for() {
        here.send("secret");
        doThrow(new DataAccessResourceFailureException("down"))
                .when(here.guests)
                .erase(guest.getId());

        assertThat(here.erase()).isTrue();
        assertThat(here.chats.recall(chatId)).isEmpty();
        there.erasure.sweep();

        assertThat(storedMessages()).isZero();
        verify(there.guests).erase(guest.getId());
    }

    @Test
    void two_that_delete_at_once_do_it_once() {
        Chat known = there.chats.load(chatId).orElseThrow();
        assertThat(here.erase()).isTrue();
        assertThat(there.erasure.erase(known)).isFalse();
        assertThat(pushes).containsExactly(new Push.ChatDeleted(guest.getOwnerId(), chatId));
    }

    private static Callable<Void> untilGone(Callable<Void> writing) {
        return () -> {
            while (true) {
                try {
                    writing.call();
                } catch (RequestException e) {
                    assertThat(e.getCode()).isEqualTo(ErrorCode.NOT_FOUND);
                    return null;
                }
            }
        };
    }

    private void storeManyMessages() {
        List<Message> slice = new ArrayList<>();
        for (int seq = 1; seq <= 2_300; seq++) {
            slice.add(new Message(
                    new ObjectId(), chatId, seq, guest.getId(), Role.GUEST, "secret " + seq, clock.instant(), null));
            if (seq % 100 == 0) {
                mongo.insertAll(slice);
                slice.clear();
            }
        }
    }

    private long storedMessages() {
        return mongo.count(Query.query(Criteria.where("chatId").is(chatId)), Message.class);
    }

    private Document tombstone() {
        return mongo.getCollection("chats").find(new Document("_id", chatId)).first();
    }

    /** Nothing personal is left, and it will go itself. */
    private void assertTombstone() {
        Document tombstone = tombstone();
        assertThat(tombstone.toJson()).doesNotContainIgnoringCase("secret").doesNotContain("@");
        assertThat(tombstone).doesNotContainKeys("visit", "rating", "lastMessage", "sweepAt");
        assertThat(tombstone.getString("status")).isEqualTo("DELETED");
        assertThat(tombstone.getDate("expiresAt").toInstant())
                .isEqualTo(clock.instant().plus(Duration.ofDays(30)));
    }
}
