package dev.porchlight.socket.broker;

import dev.porchlight.chat.push.Audience;
import dev.porchlight.chat.push.Push;
import dev.porchlight.socket.broker.EncodedPush.EncodedEvent;
import dev.porchlight.socket.connection.Connection;
import dev.porchlight.socket.connection.Room;
import dev.porchlight.socket.engine.Broadcast;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The broker of this process. A listener runs on the thread that publishes: a {@code requests-*} thread for a socket
 * request, {@code scheduling-*} for summaries, purges and presence.
 */
@Slf4j
@Component
@RequiredArgsConstructor
final class LocalBroker implements Broker {

    private final Subscriptions subscriptions;
    private final Clock clock;
    private final DeletedChats deletedChats = new DeletedChats();

    /** @param within seconds over which clients spread their requests */
    private record CatchUp(long within) {}

    void deliver(Push push) {
        deliver(PushEncoder.encode(push));
    }

    @Override
    public void deliver(EncodedPush push) {
        try {
            if (push.isLast()) {
                deletedChats.markDeleted(push.chatId());
                send(push);
            } else {
                deletedChats.runUnlessDeleted(push.chatId(), () -> send(push));
            }
        } catch (RuntimeException e) {
            log.warn("A push was lost; clients find out by their next request", e);
        }
    }

    @Override
    public void requestCatchUp(Collection<Room> rooms, Duration within) {
        try {
            send(PushEncoder.encode("catchUp", new CatchUp(within.toSeconds())), rooms, null);
        } catch (RuntimeException e) {
            log.warn("Connections were not told to catch up; they find out by their next request", e);
        }
    }

    private void send(EncodedPush push) {
        Room owner = Room.ofOwner(push.ownerId());
        Room guest = Room.ofGuest(push.ownerId(), push.chatId());
        if (push.bansGuest()) {
            subscriptions.unsubscribeGuest(push.ownerId(), push.chatId());
        }
        for (EncodedEvent event : push.events()) {
            send(event.broadcast(), rooms(event.audience(), owner, guest), event.excludedConnection());
        }
    }

    private static List<Room> rooms(Audience audience, Room owner, Room guest) {
        return switch (audience) {
            case OWNER -> List.of(owner);
            case GUEST -> List.of(guest);
            case BOTH -> List.of(owner, guest);
        };
    }

    /** Once to a connection that is subscribed to several of the rooms. */
    private void send(Broadcast broadcast, Collection<Room> rooms, @Nullable String excludedConnection) {
        Instant now = clock.instant();
        Set<Connection> reached = new HashSet<>();
        for (Room room : rooms) {
            for (Connection connection : subscriptions.subscribed(room)) {
                if (connection.mayReceive(room, now)
                        && !connection.id().equals(excludedConnection)
                        && reached.add(connection)) {
                    connection.send(broadcast);
                }
            }
        }
    }
}
