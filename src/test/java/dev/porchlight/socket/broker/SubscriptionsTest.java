package dev.porchlight.socket.broker;

import static dev.porchlight.socket.broker.TestConnections.withoutClient;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.socket.connection.Connection;
import dev.porchlight.socket.connection.Room;
import dev.porchlight.token.OwnerPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class SubscriptionsTest {

    private static final String TOKEN = "owner's";

    private final MutableClock clock = MutableClock.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final List<Object> published = new CopyOnWriteArrayList<>();
    private final RoomPresence presence = new RoomPresence(this::publish, clock);
    private final Subscriptions subscriptions = new Subscriptions(presence);
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final ObjectId ownerId = new ObjectId();
    private final Room room = Room.ofOwner(ownerId);
    private final OwnerPrincipal owner = new OwnerPrincipal(
            ownerId, "shop.example", "session", clock.instant().plus(Duration.ofDays(1)));

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    /** Not what is only for other processes. */
    private void publish(Object event) {
        if (!(event instanceof LocalPresenceChanged)) {
            published.add(event);
        }
    }

    @Test
    void a_connection_is_closed_once_and_cannot_be_subscribed_after() {
        Connection connection = withoutClient();
        subscriptions.add(connection, TOKEN, owner);

        assertThat(subscriptions.close(connection)).isTrue();
        assertThat(subscriptions.close(connection)).isFalse();
        subscriptions.add(connection, TOKEN, owner);

        assertThat(subscriptions.subscribed(room)).isEmpty();
    }

    @Test
    void a_connection_that_is_closed_while_it_subscribes_does_not_stay() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            Connection connection = withoutClient();

            atOnce(() -> subscriptions.add(connection, TOKEN, owner), () -> subscriptions.close(connection));

            assertThat(subscriptions.subscribed(room)).as("round " + i).isEmpty();
        }
    }

    @Test
    void the_index_agrees_with_the_connection_whoever_changes_it_last() throws Exception {
        Connection connection = withoutClient();
        for (int i = 0; i < 2_000; i++) {
            atOnce(() -> subscriptions.add(connection, TOKEN, owner), () -> subscriptions.remove(connection, TOKEN));

            assertThat(subscriptions.subscribed(room).contains(connection))
                    .as("round " + i)
                    .isEqualTo(connection.isSubscribed(room));
        }
    }

    @Test
    void presence_changes_with_the_first_connection_and_after_a_grace_period_without_any() {
        Connection first = withoutClient();
        Connection second = withoutClient();
        assertThat(presence.isOwnerOnline(ownerId)).isFalse();

        subscriptions.add(first, TOKEN, owner);
        subscriptions.add(second, TOKEN, owner);
        assertThat(published).containsExactly(new RoomPresenceChanged(room, true));

        subscriptions.close(first);
        subscriptions.close(second);
        clock.add(Duration.ofSeconds(4));
        presence.publishOffline();
        assertThat(presence.isOwnerOnline(ownerId)).isTrue();
        assertThat(published).hasSize(1);

        clock.add(Duration.ofSeconds(1));
        presence.publishOffline();
        presence.publishOffline();
        assertThat(presence.isOwnerOnline(ownerId)).isFalse();
        assertThat(published)
                .containsExactly(new RoomPresenceChanged(room, true), new RoomPresenceChanged(room, false));
    }

    @Test
    void who_comes_back_within_the_grace_period_was_never_offline() {
        Connection page = withoutClient();
        subscriptions.add(page, TOKEN, owner);
        subscriptions.close(page);
        clock.add(Duration.ofSeconds(4));
        subscriptions.add(withoutClient(), TOKEN, owner);
        clock.add(Duration.ofSeconds(10));
        presence.publishOffline();

        assertThat(published).containsExactly(new RoomPresenceChanged(room, true));
        assertThat(presence.isOwnerOnline(ownerId)).isTrue();
    }

    private void atOnce(Runnable one, Runnable other) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        Future<?> first = threads.submit(() -> run(start, one));
        Future<?> second = threads.submit(() -> run(start, other));
        first.get(10, TimeUnit.SECONDS);
        second.get(10, TimeUnit.SECONDS);
    }

    private static Void run(CyclicBarrier start, Runnable task) throws Exception {
        start.await(10, TimeUnit.SECONDS);
        task.run();
        return null;
    }
}
