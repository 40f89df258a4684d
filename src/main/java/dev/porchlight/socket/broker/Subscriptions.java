package dev.porchlight.socket.broker;

import dev.porchlight.chat.ChatMember;
import dev.porchlight.socket.connection.Connection;
import dev.porchlight.socket.connection.Room;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.Principal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which connections of this process are subscribed to which room. A connection subscribes once it has authenticated, and
 * is unsubscribed as soon as its token or its access to the chat ends.
 */
@Component
@RequiredArgsConstructor
public final class Subscriptions {

    private static final int LOCKS = 256;

    private final RoomPresence presence;
    private final Map<Room, Set<Connection>> connections = new ConcurrentHashMap<>();
    private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();

    /** Adds an authenticated principal to the connection; an owner is subscribed to their room. */
    public void add(Connection connection, String token, Principal principal) {
        Room room = principal instanceof OwnerPrincipal ? Room.ofOwner(principal.id()) : null;
        subscribe(connection, token, principal, room);
    }

    /** Subscribes a guest to their chat. An owner is subscribed already, to all their chats. */
    public void subscribe(Connection connection, String token, Principal principal, ChatMember member) {
        Room room = Room.ofGuest(member.getOwnerId(), member.getChatId());
        if (!(principal instanceof OwnerPrincipal) && !connection.isSubscribed(token, room)) {
            subscribe(connection, token, principal, room);
        }
    }

    private void subscribe(Connection connection, String token, Principal principal, @Nullable Room room) {
        update(connection, connection.subscribe(token, principal, room));
    }

    /** Unsubscribes a chat's guest. They stay authenticated: a request that is authorized subscribes them again. */
    public void unsubscribeGuest(Connection connection, ObjectId chatId) {
        update(connection, connection.unsubscribeGuest(chatId));
    }

    /** As above, on all connections. */
    void unsubscribeGuest(ObjectId ownerId, ObjectId chatId) {
        subscribed(Room.ofGuest(ownerId, chatId)).forEach(connection -> unsubscribeGuest(connection, chatId));
    }

    /** Drops the principal of a token. */
    public void remove(Connection connection, String token) {
        update(connection, connection.forget(token));
    }

    /**
     * Drops all principals of a connection, for good.
     *
     * @return whether it was open
     */
    public boolean close(Connection connection) {
        boolean wasOpen = connection.markClosed();
        update(connection, connection.forgetAll());
        return wasOpen;
    }

    Collection<Connection> subscribed(Room room) {
        return connections.getOrDefault(room, Set.of());
    }

    /** Those of the owner's guest rooms that have a connection. */
    List<Room> guestRooms(ObjectId ownerId) {
        return connections.keySet().stream()
                .filter(room -> room.chatId() != null && room.ownerId().equals(ownerId))
                .toList();
    }

    private void update(Connection connection, Collection<Room> changed) {
        for (Room room : changed) {
            if (updateIndex(connection, room)) {
                presence.publishOnline(room);
            }
        }
    }

    /**
     * Makes the index agree with the connection. Each thread that changes a connection calls it after its change, so
     * whichever comes last writes the last state, in whatever order they come.
     *
     * @return whether the room came online
     */
    private boolean updateIndex(Connection connection, Room room) {
        synchronized (locks[Math.floorMod(room.hashCode(), LOCKS)]) {
            Set<Connection> subscribed = connections.get(room);
            if (connection.isSubscribed(room)) {
                if (subscribed != null) {
                    subscribed.add(connection);
                    return false;
                }
                // Most rooms have one connection only.
                Set<Connection> first = ConcurrentHashMap.newKeySet(1);
                first.add(connection);
                connections.put(room, first);
                return presence.markOccupied(room);
            }
            if (subscribed != null && subscribed.remove(connection) && subscribed.isEmpty()) {
                connections.remove(room);
                presence.markEmpty(room);
            }
            return false;
        }
    }
}
