package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.when;

import com.corundumstudio.socketio.SocketIOClient;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.porchlight.chat.ChatService;
import dev.porchlight.chat.model.ChatMember;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.ChatView;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.push.Push;
import dev.porchlight.error.RequestException;
import dev.porchlight.limit.RequestLimits;
import dev.porchlight.network.RequestSource;
import dev.porchlight.owner.OriginLock;
import dev.porchlight.socket.engine.Broadcast;
import dev.porchlight.testing.ThreadPerTask;
import dev.porchlight.token.GuestPrincipal;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.Principal;
import dev.porchlight.token.TokenService;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** Who hears what when several threads meet. */
class SocketRoomsTest {

    private static final Runnable NOTHING = () -> {};

    private final MutableClock clock = MutableClock.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final SocketRooms rooms = new SocketRooms(clock);
    private final ObjectId ownerId = new ObjectId();
    private final ObjectId guestId = new ObjectId();
    private final ObjectId chatId = new ObjectId();
    private final Principal owner = new OwnerPrincipal(
            ownerId, "shop.example", "session", clock.instant().plus(Duration.ofDays(1)));
    private final Principal guest = new GuestPrincipal(
            guestId, "shop.example", clock.instant(), clock.instant().plus(Duration.ofDays(1)));
    private final ChatMember member = mock(ChatMember.class);

    private final List<String> heardByOwner = new CopyOnWriteArrayList<>();
    private final List<String> heardByGuest = new CopyOnWriteArrayList<>();

    SocketRoomsTest() {
        when(member.getOwnerId()).thenReturn(ownerId);
        when(member.getChatId()).thenReturn(chatId);
    }

    @Test
    void nothing_follows_the_end_of_a_chat() {
        rooms.welcome(connection(heardByOwner, NOTHING), "owner's", owner);
        Connection tab = connection(heardByGuest, NOTHING);
        rooms.join(tab, "guest's", guest, member);
        heardByOwner.clear();

        rooms.on(new Push.ChatDeleted(ownerId, chatId));
        rooms.on(messageAdded());
        rooms.on(chatUpdated(null));
        rooms.on(new Push.MessagesRead(ownerId, chatId, Role.GUEST, 1, null));
        rooms.on(new Push.TypingChanged(ownerId, chatId, Role.GUEST, true, null));
        rooms.close(tab);
        clock.add(Duration.ofSeconds(6));
        rooms.tellWhoLeft();

        assertThat(heardByOwner).containsExactly("chatDeleted");
        assertThat(heardByGuest).containsExactly("chatDeleted");
    }

    @Test
    void the_end_of_a_chat_waits_for_what_is_just_being_told() throws Exception {
        CountDownLatch telling = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        rooms.join(connection(heardByGuest, NOTHING), "guest's", guest, member);
        rooms.welcome(
                connection(heardByOwner, () -> {
                    if (telling.getCount() > 0) {
                        telling.countDown();
                        waitFor(goOn);
                    }
                }),
                "owner's",
                owner);
        heardByGuest.clear();

        CompletableFuture<Void> late = CompletableFuture.runAsync(() -> rooms.on(messageAdded()), new ThreadPerTask());
        waitFor(telling);
        CompletableFuture<Void> end =
                CompletableFuture.runAsync(() -> rooms.on(new Push.ChatDeleted(ownerId, chatId)), new ThreadPerTask());
        Thread.sleep(200);
        goOn.countDown();
        CompletableFuture.allOf(late, end).get();

        assertThat(heardByGuest).containsExactly("messageAdded", "chatDeleted");
    }

    @Test
    void who_is_banned_while_he_is_let_in_does_not_stay() {
        ChatService chats = mock(ChatService.class);
        when(chats.authorize(any(), any()))
                .thenAnswer(authorized -> {
                    // The ban comes here, before he sits.
                    rooms.on(chatUpdated(clock.instant()));
                    return member;
                })
                .thenThrow(RequestException.forbidden("Banned."));
        TokenService tokens = mock(TokenService.class);
        when(tokens.verify("guest's")).thenReturn(guest);
        SocketRequest request = new SocketRequest(
                connection(heardByGuest, NOTHING),
                new Payload(JsonNodeFactory.instance.objectNode().put("token", "guest's")),
                tokens,
                chats,
                rooms,
                mock(RequestLimits.class),
                mock(OriginLock.class));

        assertThatThrownBy(() -> request.member(chatId)).hasMessage("Banned.");
        rooms.on(messageAdded());

        assertThat(heardByGuest).isEmpty();
    }

    @Test
    void a_connection_is_closed_once() {
        Connection tab = connection(heardByGuest, NOTHING);

        assertThat(rooms.close(tab)).isTrue();
        assertThat(rooms.close(tab)).isFalse();
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Push messageAdded() {
        return new Push.MessageAdded(
                ownerId,
                new Message(new ObjectId(), chatId, 1, guestId, Role.GUEST, "hello", clock.instant(), null),
                null);
    }

    private Push chatUpdated(@Nullable Instant bannedAt) {
        return new Push.ChatUpdated(
                ownerId,
                new ChatView(
                        chatId,
                        new ChatView.GuestView(guestId, "Guest", "guest@example.com", false),
                        "shop.example",
                        ChatStatus.CLOSED,
                        1,
                        0,
                        null,
                        0,
                        0,
                        clock.instant(),
                        null,
                        clock.instant(),
                        bannedAt,
                        null,
                        null),
                true);
    }

    /** @param meanwhile what happens while it is being told */
    private static Connection connection(List<String> heard, Runnable meanwhile) {
        SocketIOClient client = mock(SocketIOClient.class);
        when(client.getSessionId()).thenReturn(UUID.randomUUID());
        Connection connection = spy(new Connection(
                client,
                new SerialQueue(Runnable::run, 1, 1),
                new RequestSource(InetAddress.getLoopbackAddress(), false, null, null)));
        doAnswer(told -> {
                    meanwhile.run();
                    heard.add(told.getArgument(0, Broadcast.class).getEvent());
                    return null;
                })
                .when(connection)
                .tell(any());
        return connection;
    }
}
