package dev.porchlight.chat.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.when;

import dev.porchlight.StoreExtension;
import dev.porchlight.chat.message.MessageLog;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatMember;
import dev.porchlight.chat.model.ChatQueries;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.LastMessage;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.push.Push;
import dev.porchlight.chat.summary.ChatSummaries;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.guest.GuestService;
import dev.porchlight.owner.OwnerService;
import dev.porchlight.owner.Site;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.scheduling.TaskScheduler;
import org.threeten.extra.MutableClock;

/** What becomes of chats in which nobody writes. */
class RetentionTest {

    @RegisterExtension
    static final StoreExtension STORE = new StoreExtension();

    private final MongoOperations mongo = STORE.mongo();
    private final MutableClock clock = MutableClock.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final List<Push> pushes = new CopyOnWriteArrayList<>();
    private final ObjectId keeper = new ObjectId();
    private final ObjectId forgetter = new ObjectId();

    private final class Process {

        final OwnerService owners = mock(OwnerService.class);
        final MessageRepository messages = new MessageRepository(mongo);
        final ChatRepository chats = spy(new ChatRepository(mongo, clock));
        final MessageLog log = new MessageLog(messages, clock);
        final ChatSummaries summaries =
                spy(new ChatSummaries(chats, messages, event -> pushes.add((Push) event), mock(TaskScheduler.class)));
        final Retention retention;

        Process(Duration closeAfter) {
            when(owners.sites(any(), anyInt()))
                    .thenReturn(List.of(
                            new OwnerService.OwnedSite(keeper, new Site(false, List.of(), null), null),
                            new OwnerService.OwnedSite(forgetter, new Site(false, List.of(), 7), null)));
            ChatEraser erasure = new ChatEraser(
                    chats,
                    new TombstoneRepository(mongo, clock),
                    messages,
                    log,
                    mock(GuestService.class),
                    event -> pushes.add((Push) event),
                    clock);
            retention = new Retention(
                    owners,
                    chats,
                    new ChatQueries(mongo),
                    summaries,
                    erasure,
                    mock(TransferredDomains.class),
                    event -> pushes.add((Push) event),
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
    void chats_older_than_their_owner_keeps_them_are_erased_whole() {
        List<ObjectId> old = new ArrayList<>();
        for (ChatStatus status : List.of(ChatStatus.WAITING, ChatStatus.ACTIVE, ChatStatus.CLOSED)) {
            old.add(chat(forgetter, status, Duration.ofDays(8)));
        }
        ObjectId young = chat(forgetter, ChatStatus.CLOSED, Duration.ofDays(6));
        ObjectId kept = chat(keeper, ChatStatus.CLOSED, Duration.ofDays(800));

        new Process(Duration.ZERO).retention.apply();

        assertThat(old).allMatch(id -> status(id) == ChatStatus.DELETED).allMatch(id -> messages(id) == 0);
        assertThat(status(young)).isEqualTo(ChatStatus.CLOSED);
        assertThat(messages(young)).isEqualTo(1);
        assertThat(status(kept)).isEqualTo(ChatStatus.CLOSED);
        assertThat(pushes).hasSize(3).allMatch(Push.ChatDeleted.class::isInstance);
    }

    @Test
    void a_message_that_is_not_summed_up_yet_keeps_a_chat() {
        ObjectId id = chat(forgetter, ChatStatus.ACTIVE, Duration.ofDays(8));
        mongo.insert(message(id, 2, clock.instant()));

        new Process(Duration.ofDays(30)).retention.apply();

        assertThat(status(id)).isEqualTo(ChatStatus.ACTIVE);
        assertThat(messages(id)).isEqualTo(2);
    }

    @Test
    void a_message_that_comes_right_after_the_look_keeps_a_chat() {
        ObjectId id = chat(forgetter, ChatStatus.ACTIVE, Duration.ofDays(8));
        Process process = new Process(Duration.ZERO);
        doAnswer(look -> {
                    Object seen = look.callRealMethod();
                    append(process, id);
                    return seen;
                })
                .when(process.summaries)
                .refresh(any());

        process.retention.apply();

        assertThat(status(id)).isEqualTo(ChatStatus.ACTIVE);
        assertThat(messages(id)).isEqualTo(2);
    }

    @Test
    void a_message_that_comes_right_before_the_burial_is_stored_or_refused() throws Exception {
        ObjectId id = chat(forgetter, ChatStatus.ACTIVE, Duration.ofDays(8));
        Process process = new Process(Duration.ZERO);
        CompletableFuture<Message> sent = new CompletableFuture<>();
        doAnswer(burial -> {
                    sent.completeAsync(() -> append(process, id));
                    Thread.sleep(300);
                    return burial.callRealMethod();
                })
                .when(process.chats)
                .buryUnmoved(any());

        process.retention.apply();

        assertThat(sent)
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .havingRootCause()
                .withMessage("There is no such chat.");
        assertThat(status(id)).isEqualTo(ChatStatus.DELETED);
        assertThat(messages(id)).isZero();
    }

    @Test
    void chats_without_a_message_for_long_are_closed() {
        ObjectId waiting = chat(keeper, ChatStatus.WAITING, Duration.ofDays(31));
        ObjectId active = chat(keeper, ChatStatus.ACTIVE, Duration.ofDays(31));
        ObjectId busy = chat(keeper, ChatStatus.ACTIVE, Duration.ofDays(29));

        new Process(Duration.ZERO).retention.apply();
        assertThat(status(active)).isEqualTo(ChatStatus.ACTIVE);
        new Process(Duration.ofDays(30)).retention.apply();

        assertThat(status(waiting)).isEqualTo(ChatStatus.CLOSED);
        assertThat(status(active)).isEqualTo(ChatStatus.CLOSED);
        assertThat(status(busy)).isEqualTo(ChatStatus.ACTIVE);
        assertThat(messages(active)).isEqualTo(1);
        assertThat(pushes).hasSize(2).allMatch(Push.ChatUpdated.class::isInstance);
    }

    @Test
    void more_than_a_slice_is_done_by_two_processes_at_once_each_chat_once() throws Exception {
        for (int i = 0; i < 130; i++) {
            chat(forgetter, ChatStatus.CLOSED, Duration.ofDays(8));
            chat(keeper, ChatStatus.WAITING, Duration.ofDays(31));
        }
        List<Thread> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread process = new Thread(new Process(Duration.ofDays(30)).retention::apply);
            process.start();
            processes.add(process);
        }
        for (Thread process : processes) {
            process.join(60_000);
        }

        assertThat(mongo.findAll(Chat.class))
                .hasSize(260)
                .allMatch(chat ->
                        chat.status() == (chat.ownerId().equals(forgetter) ? ChatStatus.DELETED : ChatStatus.CLOSED));
        assertThat(pushes).hasSize(260);
        assertThat(pushes.stream().map(Push::chatId)).doesNotHaveDuplicates();
    }

    @Test
    void a_time_below_nothing_is_no_setting() {
        assertThatThrownBy(() -> new ChatSettings(Duration.ofDays(-1)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("PORCHLIGHT_CHATS_CLOSE_AFTER");
    }

    private static Message append(Process process, ObjectId chatId) {
        ChatMember guest = new ChatMember(chatId, new ObjectId(), Role.GUEST, new ObjectId());
        return process.log.append(guest, "still there?", null).message();
    }

    private ObjectId chat(ObjectId ownerId, ChatStatus status, Duration age) {
        ObjectId id = new ObjectId();
        Instant then = clock.instant().minus(age);
        Message message = message(id, 1, then);
        mongo.insert(message);
        mongo.insert(new Chat(
                id,
                ownerId,
                new ObjectId(),
                "shop.example",
                new Chat.ChatGuest("Guest", "guest@example.com", false),
                null,
                then,
                1,
                then,
                status,
                1,
                LastMessage.of(message),
                then,
                null,
                0,
                1,
                null,
                null));
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
