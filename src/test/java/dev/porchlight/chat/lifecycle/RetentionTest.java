package dev.porchlight.chat.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.when;

import dev.porchlight.StoreExtension;
import dev.porchlight.chat.message.Author;
import dev.porchlight.chat.message.MessageLog;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatQueries;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.LastMessage;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.push.Push;
import dev.porchlight.chat.summary.ChatSummaries;
import dev.porchlight.chat.summary.ChatUpdater;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.error.StoreFailureLog;
import dev.porchlight.guest.GuestService;
import dev.porchlight.site.OwnedSite;
import dev.porchlight.site.Site;
import dev.porchlight.site.SiteService;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.scheduling.TaskScheduler;
import org.threeten.extra.MutableClock;

/** What becomes of idle chats. */
@Tag("store")
class RetentionTest {

    @RegisterExtension
    static final StoreExtension STORE = new StoreExtension();

    private final MongoOperations mongo = STORE.mongo();
    private final MutableClock clock = MutableClock.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final List<Push> pushes = new CopyOnWriteArrayList<>();
    private final ObjectId keepsForEver = new ObjectId();
    private final ObjectId keepsSevenDays = new ObjectId();

    private final class Process {

        final SiteService sites = mock(SiteService.class);
        final MessageRepository messages = new MessageRepository(mongo);
        final ChatRepository chats = spy(new ChatRepository(mongo, clock));
        final MessageLog log = new MessageLog(messages, clock);
        final ChatUpdater updater = new ChatUpdater(chats);
        final ChatSummaries summaries = spy(new ChatSummaries(
                chats,
                messages,
                updater,
                event -> pushes.add((Push) event),
                mock(TaskScheduler.class),
                new StoreFailureLog()));
        final Retention retention;

        Process(Duration closeAfter) {
            when(sites.page(any(), anyInt()))
                    .thenReturn(List.of(
                            new OwnedSite(keepsForEver, new Site(false, List.of(), null), null),
                            new OwnedSite(keepsSevenDays, new Site(false, List.of(), 7), null)));
            ChatPurger purger = new ChatPurger(
                    new TombstoneRepository(mongo, clock),
                    messages,
                    mock(GuestService.class),
                    clock,
                    new StoreFailureLog());
            retention = new Retention(
                    sites,
                    new ChatQueries(mongo),
                    summaries,
                    new ChatDeleter(
                            chats, messages, log, purger, new StoreFailureLog(), event -> pushes.add((Push) event)),
                    new ChatCloser(chats, summaries, updater, event -> pushes.add((Push) event)),
                    mock(TransferredDomains.class),
                    new ChatSettings(closeAfter),
                    clock);
        }
    }

    @AfterEach
    void clear() {
        mongo.remove(new Query(), Chat.class);
        mongo.remove(new Query(), Message.class);
    }

    @Test
    void chats_older_than_retentionDays_are_deleted_with_their_messages() {
        List<ObjectId> old = new ArrayList<>();
        for (ChatStatus status : List.of(ChatStatus.WAITING, ChatStatus.ACTIVE, ChatStatus.CLOSED)) {
            old.add(chat(keepsSevenDays, status, Duration.ofDays(8)));
        }
        ObjectId young = chat(keepsSevenDays, ChatStatus.CLOSED, Duration.ofDays(6));
        ObjectId kept = chat(keepsForEver, ChatStatus.CLOSED, Duration.ofDays(800));

        new Process(Duration.ZERO).retention.applyToAllSites();

        assertThat(old).allMatch(id -> status(id) == ChatStatus.DELETED).allMatch(id -> messages(id) == 0);
        assertThat(status(young)).isEqualTo(ChatStatus.CLOSED);
        assertThat(messages(young)).isEqualTo(1);
        assertThat(status(kept)).isEqualTo(ChatStatus.CLOSED);
        assertThat(pushes).hasSize(3).allMatch(Push.ChatDeleted.class::isInstance);
    }

    @Test
    void a_message_that_the_summary_does_not_include_yet_keeps_a_chat() {
        ObjectId id = chat(keepsSevenDays, ChatStatus.ACTIVE, Duration.ofDays(8));
        mongo.insert(message(id, 2, clock.instant()));

        new Process(Duration.ofDays(30)).retention.applyToAllSites();

        assertThat(status(id)).isEqualTo(ChatStatus.ACTIVE);
        assertThat(messages(id)).isEqualTo(2);
    }

    @Test
    void a_message_stored_after_the_chat_was_read_keeps_it() {
        ObjectId id = chat(keepsSevenDays, ChatStatus.ACTIVE, Duration.ofDays(8));
        Process process = new Process(Duration.ZERO);
        doAnswer(look -> {
                    Object seen = look.callRealMethod();
                    append(process, id);
                    return seen;
                })
                .when(process.summaries)
                .refresh(any());

        process.retention.applyToAllSites();

        assertThat(status(id)).isEqualTo(ChatStatus.ACTIVE);
        assertThat(messages(id)).isEqualTo(2);
    }

    @Test
    void a_message_sent_while_the_chat_is_marked_deleted_is_refused() throws Exception {
        ObjectId id = chat(keepsSevenDays, ChatStatus.ACTIVE, Duration.ofDays(8));
        Process process = new Process(Duration.ZERO);
        CompletableFuture<Message> sent = new CompletableFuture<>();
        doAnswer(mark -> {
                    Thread sender = new Thread(() -> send(process, id, sent));
                    sender.start();
                    await("the sender waits for the chat's lock")
                            .until(() -> sender.getState() == Thread.State.TIMED_WAITING);
                    return mark.callRealMethod();
                })
                .when(process.chats)
                .markDeletedIfUnchanged(any());

        process.retention.applyToAllSites();

        assertThat(sent)
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .havingRootCause()
                .withMessage("There is no such chat.");
        assertThat(status(id)).isEqualTo(ChatStatus.DELETED);
        assertThat(messages(id)).isZero();
    }

    @Test
    void idle_chats_are_closed() {
        ObjectId waiting = chat(keepsForEver, ChatStatus.WAITING, Duration.ofDays(31));
        ObjectId active = chat(keepsForEver, ChatStatus.ACTIVE, Duration.ofDays(31));
        ObjectId busy = chat(keepsForEver, ChatStatus.ACTIVE, Duration.ofDays(29));

        new Process(Duration.ZERO).retention.applyToAllSites();
        assertThat(status(active)).isEqualTo(ChatStatus.ACTIVE);
        new Process(Duration.ofDays(30)).retention.applyToAllSites();

        assertThat(status(waiting)).isEqualTo(ChatStatus.CLOSED);
        assertThat(status(active)).isEqualTo(ChatStatus.CLOSED);
        assertThat(status(busy)).isEqualTo(ChatStatus.ACTIVE);
        assertThat(messages(active)).isEqualTo(1);
        assertThat(pushes).hasSize(2).allMatch(Push.ChatUpdated.class::isInstance);
    }

    @Test
    void two_processes_together_handle_each_of_more_chats_than_a_batch_once() throws Exception {
        for (int i = 0; i < 130; i++) {
            chat(keepsSevenDays, ChatStatus.CLOSED, Duration.ofDays(8));
            chat(keepsForEver, ChatStatus.WAITING, Duration.ofDays(31));
        }
        List<Thread> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread process = new Thread(new Process(Duration.ofDays(30)).retention::applyToAllSites);
            process.start();
            processes.add(process);
        }
        for (Thread process : processes) {
            process.join(60_000);
        }

        assertThat(mongo.findAll(Chat.class))
                .hasSize(260)
                .allMatch(chat -> chat.status()
                        == (chat.ownerId().equals(keepsSevenDays) ? ChatStatus.DELETED : ChatStatus.CLOSED));
        assertThat(pushes).hasSize(260);
        assertThat(pushes.stream().map(Push::chatId)).doesNotHaveDuplicates();
    }

    @Test
    void a_negative_time_is_refused() {
        assertThatThrownBy(() -> new ChatSettings(Duration.ofDays(-1)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("PORCHLIGHT_CHATS_CLOSE_AFTER");
    }

    private static void send(Process process, ObjectId chatId, CompletableFuture<Message> sent) {
        try {
            sent.complete(append(process, chatId));
        } catch (RuntimeException e) {
            sent.completeExceptionally(e);
        }
    }

    private static Message append(Process process, ObjectId chatId) {
        Author guest = new Author(chatId, Role.GUEST, new ObjectId());
        return process.log.append(guest, "still there?", null).message();
    }

    private ObjectId chat(ObjectId ownerId, ChatStatus status, Duration age) {
        ObjectId id = new ObjectId();
        Instant then = clock.instant().minus(age);
        Message message = message(id, 1, then);
        mongo.insert(message);
        mongo.insert(Chat.builder()
                .id(id)
                .ownerId(ownerId)
                .guestId(new ObjectId())
                .domain("shop.example")
                .guest(new Chat.ChatGuest("Guest", "guest@example.com", false))
                .createdAt(then)
                .revision(1)
                .updatedAt(then)
                .status(status)
                .lastSeq(1)
                .lastMessage(LastMessage.of(message))
                .lastActivityAt(then)
                .guestReadSeq(1)
                .build());
        return id;
    }

    private static Message message(ObjectId chatId, long seq, Instant sentAt) {
        return new Message(new ObjectId(), chatId, seq, new ObjectId(), Role.GUEST, "hello", sentAt, null);
    }

    private ChatStatus status(ObjectId id) {
        return mongo.findById(id, Chat.class).status();
    }

    private long messages(ObjectId chatId) {
        return new MessageRepository(mongo).after(chatId, 0, 10).size();
    }
}
