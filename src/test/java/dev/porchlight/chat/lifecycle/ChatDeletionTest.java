package dev.porchlight.chat.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import dev.porchlight.StoreExtension;
import dev.porchlight.chat.message.Author;
import dev.porchlight.chat.message.MessageLog;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatErrors;
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
import dev.porchlight.chat.summary.ChatUpdater;
import dev.porchlight.chat.summary.SummaryCatchUp;
import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import dev.porchlight.error.StoreFailureLog;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.scheduling.TaskScheduler;
import org.threeten.extra.MutableClock;

/** Nothing of a deleted chat is left, whoever writes to it meanwhile and whatever a crash interrupts. */
@Tag("store")
class ChatDeletionTest {

    private static final int WRITERS = 8;

    @RegisterExtension
    static final StoreExtension STORE = new StoreExtension();

    private final MongoOperations mongo = STORE.mongo();
    private final MutableClock clock = MutableClock.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final List<Push> pushes = new CopyOnWriteArrayList<>();
    private final ObjectId chatId = new ObjectId();
    private final ObjectId ownerId = new ObjectId();
    private final Author guest = new Author(chatId, Role.GUEST, new ObjectId());
    private Process here;
    private Process there;

    /** What one process remembers of the store it shares with others. */
    private final class Process {

        final GuestService guests = mock(GuestService.class);
        final MessageRepository messages = new MessageRepository(mongo);
        final ChatRepository chats = new ChatRepository(mongo, clock);
        final MessageLog log = new MessageLog(messages, clock);
        final ChatSummaries summaries = new ChatSummaries(
                chats,
                messages,
                new ChatUpdater(chats),
                event -> pushes.add((Push) event),
                mock(TaskScheduler.class),
                new StoreFailureLog());
        final ChatPurger purger =
                new ChatPurger(new TombstoneRepository(mongo, clock), messages, guests, clock, new StoreFailureLog());
        final ChatDeleter deleter =
                new ChatDeleter(chats, messages, log, purger, new StoreFailureLog(), event -> pushes.add((Push) event));

        /** As {@code ChatService} does it. */
        void send(String text) {
            chats.findCached(chatId).orElseThrow(ChatErrors::noSuchChat);
            summaries.add(ownerId, log.append(guest, text, null).message());
        }

        boolean delete() {
            return deleter.delete(chats.find(chatId).orElseThrow());
        }
    }

    @BeforeEach
    void openChat() {
        here = new Process();
        there = new Process();
        here.chats.insert(Chat.builder()
                .id(chatId)
                .ownerId(ownerId)
                .guestId(guest.id())
                .domain("shop.example")
                .guest(new Chat.ChatGuest("Ada Secret", "ada.secret@example.com", false))
                .visit(new Visit("https://shop.example/secret", null, "en", "Secret on Android", null))
                .createdAt(clock.instant())
                .updatedAt(clock.instant())
                .status(ChatStatus.WAITING)
                .lastActivityAt(clock.instant())
                .waitingSince(clock.instant())
                .rating(new Rating(Rating.Value.BAD, "secret", clock.instant()))
                .build());
    }

    @AfterEach
    void clear() {
        mongo.remove(new Query(), Chat.class);
        mongo.remove(new Query(), Message.class);
    }

    @Test
    void a_chat_that_eight_threads_of_two_processes_write_to_is_purged() throws Exception {
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
        await().atMost(Duration.ofMinutes(2)).until(() -> written.get() >= 100);
        assertThat(here.delete()).isTrue();
        for (Future<?> writer : writers) {
            writer.get(20, TimeUnit.SECONDS);
        }
        flushing.cancel(true);
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

        clock.add(ChatPurger.IN_FLIGHT);
        here.purger.purgeDue();

        assertThat(written.get()).isGreaterThanOrEqualTo(100);
        assertThat(storedMessages()).isZero();
        assertTombstone();
    }

    @Test
    void a_message_that_another_process_accepts_from_its_cache_is_purged() {
        there.send("before");
        there.summaries.flush();
        assertThat(here.delete()).isTrue();
        here.purger.purgeDue();
        assertThat(storedMessages()).isZero();

        there.send("accepted: the chat is cached");
        assertThat(storedMessages()).isEqualTo(1);
        there.summaries.flush();
        assertThatThrownBy(() -> there.send("not any more"))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.getCode()).isEqualTo(ErrorCode.NOT_FOUND));
        // Its summary found the tombstone, so that no message has to wait for the second purge.
        here.purger.purgeDue();
        assertThat(storedMessages()).isZero();
    }

    @Test
    void a_message_stored_long_after_is_found_by_the_catch_up_and_purged() {
        here.delete();
        clock.add(ChatPurger.IN_FLIGHT);
        here.purger.purgeDue();
        assertTombstone();
        there.log.append(guest, "from a process that stood still, and died", null);

        new SummaryCatchUp(mongo, here.messages, new ChatQueries(mongo), here.summaries, clock).catchUp();
        here.purger.purgeDue();

        assertThat(storedMessages()).isZero();
        assertTombstone();
    }

    @Test
    void requests_in_flight_are_refused() {
        here.chats.findCached(chatId);
        here.delete();

        assertThatThrownBy(() -> here.log.append(guest, "authorized a moment ago", null))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.getCode()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(here.chats.findCached(chatId)).isEmpty();
        assertThat(here.chats.findByGuest(guest.id())).isEmpty();
        assertThat(storedMessages()).isZero();
    }

    @Test
    void a_purge_that_a_crash_interrupted_goes_on_at_the_next_start() {
        storeManyMessages();
        here.chats.markDeleted(chatId);

        Process next = new Process();
        next.purger.purgeDue();
        assertThat(storedMessages()).isZero();
        verify(next.guests).erase(guest.id());
        assertThat(tombstone()).containsKey("sweepAt").doesNotContainKey("expiresAt");

        clock.add(ChatPurger.IN_FLIGHT);
        new Process().purger.purgeDue();
        assertTombstone();
    }

    @Test
    void a_chat_with_many_messages_is_marked_deleted_at_once_and_purged_soon() {
        storeManyMessages();

        assertThat(here.delete()).isTrue();
        assertThat(storedMessages()).isEqualTo(300);
        here.purger.purgeDue();
        assertThat(storedMessages()).isZero();
    }

    @Test
    void a_failure_after_the_mark_leaves_the_purge_to_the_next_check() {
        here.send("secret");
        doThrow(new DataAccessResourceFailureException("down"))
                .when(here.guests)
                .erase(guest.id());

        assertThat(here.delete()).isTrue();
        assertThat(here.chats.findCached(chatId)).isEmpty();
        there.purger.purgeDue();

        assertThat(storedMessages()).isZero();
        verify(there.guests).erase(guest.id());
    }

    @Test
    void of_two_concurrent_deletions_one_succeeds() {
        Chat known = there.chats.find(chatId).orElseThrow();
        assertThat(here.delete()).isTrue();
        assertThat(there.deleter.delete(known)).isFalse();
        assertThat(pushes).containsExactly(new Push.ChatDeleted(ownerId, chatId));
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
                    new ObjectId(), chatId, seq, guest.id(), Role.GUEST, "secret " + seq, clock.instant(), null));
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

    /** Nothing personal is left, and the store will remove it. */
    private void assertTombstone() {
        Document tombstone = tombstone();
        assertThat(tombstone.toJson()).doesNotContainIgnoringCase("secret").doesNotContain("@");
        assertThat(tombstone).doesNotContainKeys("visit", "rating", "lastMessage", "sweepAt");
        assertThat(tombstone.getString("status")).isEqualTo("DELETED");
        assertThat(tombstone.getDate("expiresAt").toInstant())
                .isEqualTo(clock.instant().plus(Duration.ofDays(30)));
    }
}
