package dev.porchlight.socket.broker;

import static dev.porchlight.socket.broker.TestConnections.recording;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.porchlight.chat.ChatMember;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.push.Push;
import dev.porchlight.chat.view.ChatView;
import dev.porchlight.socket.connection.Connection;
import dev.porchlight.token.GuestPrincipal;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** Who receives which push when several threads deliver. */
class LocalBrokerTest {

    private final MutableClock clock = MutableClock.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final AtomicReference<LocalBroker> broker = new AtomicReference<>();
    private final RoomPresence presence = new RoomPresence(this::publish, clock);
    private final Subscriptions subscriptions = new Subscriptions(presence);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private final ObjectId ownerId = new ObjectId();
    private final ObjectId chatId = new ObjectId();
    private final List<String> receivedByOwner = new CopyOnWriteArrayList<>();
    private final List<String> receivedByGuest = new CopyOnWriteArrayList<>();

    LocalBrokerTest() {
        broker.set(new LocalBroker(subscriptions, clock));
    }

    private void publish(Object event) {
        if (event instanceof RoomPresenceChanged change) {
            new PushListener(broker.get(), subscriptions, null).on(change);
        }
    }

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void no_push_follows_the_deletion_of_a_chat() {
        subscribeOwner(receivedByOwner::add);
        Connection guest = subscribeGuest(chatId, receivedByGuest::add);
        receivedByOwner.clear();

        deliver(new Push.ChatDeleted(ownerId, chatId));
        deliver(typingChanged(chatId));
        deliver(chatUpdated(null));
        deliver(new Push.MessagesRead(ownerId, chatId, Role.GUEST, 1, null));
        subscriptions.close(guest);
        clock.add(Duration.ofSeconds(6));
        presence.publishOffline();

        assertThat(receivedByOwner).containsExactly("chatDeleted");
        assertThat(receivedByGuest).containsExactly("chatDeleted");
    }

    @Test
    void a_deletion_waits_for_a_delivery_that_has_begun() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        subscribeOwner(event -> {
            if (event.equals("typingChanged")) {
                begun.countDown();
                waitFor(goOn);
            }
        });
        subscribeGuest(chatId, receivedByGuest::add);

        Future<?> late = threads.submit(() -> deliver(typingChanged(chatId)));
        waitFor(begun);
        CompletableFuture<Thread> deleter = new CompletableFuture<>();
        Future<?> deletion = threads.submit(() -> {
            deleter.complete(Thread.currentThread());
            deliver(new Push.ChatDeleted(ownerId, chatId));
        });
        await().until(() -> deleter.get().getState() == Thread.State.WAITING);
        goOn.countDown();
        late.get(10, TimeUnit.SECONDS);
        deletion.get(10, TimeUnit.SECONDS);

        assertThat(receivedByGuest).containsExactly("typingChanged", "chatDeleted");
    }

    @Test
    void a_deletion_does_not_wait_for_deliveries_to_other_chats() throws Exception {
        // Two ids of one counter step apart, so that they do not share a stripe.
        ObjectId other = new ObjectId(chatId.getTimestamp(), 1);
        ObjectId deleted = new ObjectId(chatId.getTimestamp(), 2);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        subscribeGuest(other, event -> {
            begun.countDown();
            waitFor(goOn);
        });
        subscribeGuest(deleted, receivedByGuest::add);

        Future<?> stuck = threads.submit(() -> deliver(typingChanged(other)));
        waitFor(begun);
        threads.submit(() -> deliver(new Push.ChatDeleted(ownerId, deleted))).get(10, TimeUnit.SECONDS);
        threads.submit(() -> deliver(typingChanged(deleted))).get(10, TimeUnit.SECONDS);

        assertThat(receivedByGuest).containsExactly("chatDeleted");
        assertThat(stuck.isDone()).isFalse();
        goOn.countDown();
        stuck.get(10, TimeUnit.SECONDS);
    }

    @Test
    void deliveries_to_one_chat_do_not_wait_for_each_other() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        subscribeGuest(chatId, event -> meet(both));

        List<Future<?>> deliveries = List.of(
                threads.submit(() -> deliver(typingChanged(chatId))),
                threads.submit(() -> deliver(typingChanged(chatId))));

        for (Future<?> delivery : deliveries) {
            delivery.get(10, TimeUnit.SECONDS);
        }
        assertThat(both.isBroken()).isFalse();
    }

    @Test
    void no_push_follows_a_deletion_while_many_threads_deliver_to_many_chats() throws Exception {
        int publishers = 6;
        List<ObjectId> chats = new ArrayList<>();
        List<List<String>> received = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            List<String> events = new CopyOnWriteArrayList<>();
            ObjectId id = new ObjectId();
            subscribeGuest(id, events::add);
            chats.add(id);
            received.add(events);
        }

        for (int i = 0; i < chats.size(); i++) {
            ObjectId id = chats.get(i);
            CyclicBarrier start = new CyclicBarrier(publishers + 1);
            List<Future<?>> running = new ArrayList<>();
            for (int publisher = 0; publisher < publishers; publisher++) {
                running.add(threads.submit(() -> {
                    meet(start);
                    for (int push = 0; push < 20; push++) {
                        deliver(typingChanged(id));
                    }
                }));
            }
            running.add(threads.submit(() -> {
                meet(start);
                deliver(new Push.ChatDeleted(ownerId, id));
            }));
            for (Future<?> each : running) {
                each.get(10, TimeUnit.SECONDS);
            }
        }

        for (List<String> events : received) {
            assertThat(events).containsOnlyOnce("chatDeleted").endsWith("chatDeleted");
        }
    }

    @Test
    void a_ban_unsubscribes_the_guest_before_the_push_and_keeps_the_owner() {
        subscribeOwner(receivedByOwner::add);
        subscribeGuest(chatId, receivedByGuest::add);
        receivedByOwner.clear();

        deliver(chatUpdated(clock.instant()));
        deliver(typingChanged(chatId));

        assertThat(receivedByOwner).containsExactly("chatUpdated", "statusChanged", "typingChanged");
        assertThat(receivedByGuest).isEmpty();
    }

    @Test
    void a_connection_subscribed_to_both_rooms_receives_a_push_once_and_the_excluded_one_not_at_all() {
        Connection both = subscribeGuest(chatId, receivedByGuest::add);
        subscriptions.add(both, "owner's", owner());
        Connection sender = subscribeGuest(chatId, receivedByOwner::add);
        receivedByGuest.clear();

        deliver(new Push.MessagesRead(ownerId, chatId, Role.GUEST, 1, sender.id()));

        assertThat(receivedByGuest).containsExactly("messagesRead");
        assertThat(receivedByOwner).isEmpty();
    }

    @Test
    void an_expired_token_receives_nothing() {
        subscribeGuest(chatId, receivedByGuest::add);

        clock.add(Duration.ofDays(1));
        deliver(typingChanged(chatId));

        assertThat(receivedByGuest).isEmpty();
    }

    @Test
    void a_delivery_that_fails_does_not_throw() {
        subscribeGuest(chatId, event -> {
            throw new IllegalStateException("a broken connection");
        });

        deliver(typingChanged(chatId));
    }

    private void deliver(Push push) {
        broker.get().deliver(push);
    }

    private void subscribeOwner(Consumer<String> received) {
        subscriptions.add(recording(received), "owner's", owner());
    }

    private Connection subscribeGuest(ObjectId chat, Consumer<String> received) {
        Connection connection = recording(received);
        Principal guest = new GuestPrincipal(
                new ObjectId(), "shop.example", clock.instant(), clock.instant().plus(Duration.ofDays(1)));
        ChatMember member = mock(ChatMember.class);
        when(member.getOwnerId()).thenReturn(ownerId);
        when(member.getChatId()).thenReturn(chat);
        subscriptions.subscribe(connection, "guest's", guest, member);
        return connection;
    }

    private OwnerPrincipal owner() {
        return new OwnerPrincipal(
                ownerId, "shop.example", "session", clock.instant().plus(Duration.ofDays(1)));
    }

    private Push typingChanged(ObjectId chat) {
        return new Push.TypingChanged(ownerId, chat, Role.GUEST, true, null);
    }

    private Push chatUpdated(@Nullable Instant bannedAt) {
        return new Push.ChatUpdated(
                ownerId,
                new ChatView(
                        chatId,
                        new ChatView.GuestView(new ObjectId(), "Guest", "guest@example.com", false),
                        "shop.example",
                        ChatStatus.CLOSED,
                        1,
                        0,
                        null,
                        0,
                        0,
                        clock.instant(),
                        null,
                        null,
                        clock.instant(),
                        bannedAt,
                        null,
                        null),
                true);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
