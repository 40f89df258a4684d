package dev.porchlight.socket;

import dev.porchlight.chat.ChatMember;
import dev.porchlight.chat.ChatRooms;
import dev.porchlight.chat.ChatView;
import dev.porchlight.chat.Message;
import dev.porchlight.chat.Push;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.Principal;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Who hears what. An owner has a room that hears of all her chats, a guest that of his chat; a connection is let in
 * once it has proved whom it speaks for, and put out as soon as it no longer does.
 */
@Slf4j
@Component
@RequiredArgsConstructor
final class SocketRooms implements ChatRooms {

    private final Map<String, Set<Connection>> rooms = new ConcurrentHashMap<>();
    private final Clock clock;

    /** Remembers a verified principal; an owner hears of her chats from now on. */
    void welcome(Connection connection, String token, Principal principal) {
        seat(connection, token, principal, principal instanceof OwnerPrincipal ? ownerRoom(principal.id()) : null);
    }

    /** Lets a guest who proved to take part in a chat hear what is said there. */
    void join(Connection connection, String token, Principal guest, ChatMember member) {
        String room = chatRoom(member.getChatId());
        if (!(guest instanceof OwnerPrincipal) && !connection.sits(token, room)) {
            seat(connection, token, guest, room);
        }
    }

    void forget(Connection connection, String token) {
        synchronized (connection) {
            leave(connection, connection.forget(token));
        }
    }

    void close(Connection connection) {
        synchronized (connection) {
            leave(connection, connection.close());
        }
    }

    @Override
    public void announce(Push push) {
        try {
            if (push instanceof Push.MessageAdded added) {
                tell(
                        List.of(ownerRoom(added.ownerId()), chatRoom(added.chatId())),
                        added.sender(),
                        "messageAdded",
                        new AddedMessage(added.chatId(), added.message()));
            } else if (push instanceof Push.ChatOpened opened) {
                tellOwner(opened, "chatOpened", opened.chat());
            } else if (push instanceof Push.ChatUpdated updated) {
                tellOwner(updated, "chatUpdated", updated.chat());
            }
        } catch (RuntimeException e) {
            log.warn("A push was lost; clients will find what it told by asking", e);
        }
    }

    private void tellOwner(Push push, String event, ChatView chat) {
        tell(List.of(ownerRoom(push.ownerId())), null, event, Map.of("chat", chat));
    }

    private void tell(List<String> audience, @Nullable String except, String event, Object data) {
        Instant now = clock.instant();
        audience.stream()
                .flatMap(room -> members(room).filter(connection -> connection.hears(room, now)))
                .distinct()
                .filter(connection -> !connection.id().equals(except))
                .forEach(connection -> connection.getClient().sendEvent(event, data));
    }

    private Stream<Connection> members(String room) {
        return rooms.getOrDefault(room, Set.of()).stream();
    }

    private void seat(Connection connection, String token, Principal principal, @Nullable String room) {
        // The lock keeps a connection that closes meanwhile from being left behind in a room.
        synchronized (connection) {
            leave(connection, connection.seat(token, principal, room));
            if (room != null && !connection.isClosed()) {
                rooms.compute(room, (name, members) -> {
                    Set<Connection> joined = members == null ? ConcurrentHashMap.newKeySet() : members;
                    joined.add(connection);
                    return joined;
                });
            }
        }
    }

    private void leave(Connection connection, Collection<String> left) {
        for (String room : left) {
            rooms.computeIfPresent(room, (name, members) -> {
                members.remove(connection);
                return members.isEmpty() ? null : members;
            });
        }
    }

    private static String ownerRoom(ObjectId ownerId) {
        return "owner:" + ownerId.toHexString();
    }

    private static String chatRoom(ObjectId chatId) {
        return "chat:" + chatId.toHexString();
    }

    private record AddedMessage(ObjectId chatId, Message message) {}
}
