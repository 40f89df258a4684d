package dev.porchlight.socket;

import dev.porchlight.chat.model.ChatMember;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.ChatView;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.push.Push;
import dev.porchlight.socket.engine.Broadcast;
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
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Who hears what. An owner has a room that hears of all her chats, a guest that of his chat; a connection is let in
 * once it has proved whom it speaks for, and put out as soon as it no longer does.
 */
@Slf4j
@Component
@RequiredArgsConstructor
final class SocketRooms {

    private static final int TYPING_SECONDS = 6;
    private static final int PRESENCE_CHECK_MILLIS = 1_000;

    private final Map<Room, Set<Connection>> rooms = new ConcurrentHashMap<>();
    private final Presence presence = new Presence();
    private final DeletedChats deletedChats = new DeletedChats();
    private final Clock clock;

    /** Remembers a verified principal; an owner hears of her chats from now on. */
    void welcome(Connection connection, String token, Principal principal) {
        seat(connection, token, principal, principal instanceof OwnerPrincipal ? Room.ofOwner(principal.id()) : null);
    }

    /** Lets a guest who proved to take part in a chat hear what is said there. */
    void join(Connection connection, String token, Principal guest, ChatMember member) {
        Room room = new Room(member.getOwnerId(), member.getChatId());
        if (!(guest instanceof OwnerPrincipal) && !connection.sits(token, room)) {
            seat(connection, token, guest, room);
        }
    }

    /** A guest who may not take part any more hears no more; a request that finds he may again lets him in. */
    void putOut(Connection connection, ObjectId chatId) {
        synchronized (connection) {
            leave(connection, connection.unseat(chatId));
        }
    }

    void forget(Connection connection, String token) {
        synchronized (connection) {
            leave(connection, connection.forget(token));
        }
    }

    /** @return whether it was open */
    boolean close(Connection connection) {
        synchronized (connection) {
            boolean open = !connection.isClosed();
            leave(connection, connection.close());
            return open;
        }
    }

    /** Whether an owner is there, or has just been. */
    boolean isOwnerOnline(ObjectId ownerId) {
        return isOnline(Room.ofOwner(ownerId));
    }

    /** Whether a chat's guest is there, or has just been. */
    boolean isGuestOnline(ObjectId ownerId, ObjectId chatId) {
        return isOnline(new Room(ownerId, chatId));
    }

    /** Called on the thread that stored what the push tells. Never throws: what is lost is found by asking. */
    @EventListener
    void on(Push push) {
        try {
            if (push instanceof Push.ChatDeleted) {
                deletedChats.add(push.chatId());
                tellChat(push, null, "chatDeleted", Map.of("chatId", push.chatId()));
            } else {
                deletedChats.tellUnlessDeleted(push.chatId(), () -> tell(push));
            }
        } catch (RuntimeException e) {
            log.warn("A push was lost; clients will find what it told by asking", e);
        }
    }

    private void tell(Push push) {
        if (push instanceof Push.MessageAdded added) {
            tellChat(push, added.sender(), "messageAdded", new AddedMessage(added.chatId(), added.message()));
        } else if (push instanceof Push.MessagesRead read) {
            tellChat(push, read.sender(), "messagesRead", new ReadMessages(read.chatId(), read.role(), read.seq()));
        } else if (push instanceof Push.TypingChanged typing) {
            tellChat(
                    push,
                    typing.sender(),
                    "typingChanged",
                    new Typing(typing.chatId(), typing.role(), typing.typing(), TYPING_SECONDS));
        } else if (push instanceof Push.ChatOpened opened) {
            tellOwner(opened, "chatOpened", opened.chat());
        } else if (push instanceof Push.ChatUpdated updated) {
            if (updated.chat().bannedAt() != null) {
                members(Room.ofGuest(updated)).forEach(connection -> putOut(connection, updated.chatId()));
            }
            tellOwner(updated, "chatUpdated", updated.chat());
            if (updated.statusChanged()) {
                ChatStatus status = updated.chat().status();
                tellChat(push, null, "statusChanged", new ChangedStatus(push.chatId(), status));
            }
        }
    }

    private void tellChat(Push push, @Nullable String except, String event, Object data) {
        tell(List.of(Room.ofOwner(push.ownerId()), Room.ofGuest(push)), except, event, data);
    }

    private void tellOwner(Push push, String event, ChatView chat) {
        tell(List.of(Room.ofOwner(push.ownerId())), null, event, Map.of("chat", chat));
    }

    private void tell(List<Room> audience, @Nullable String except, String event, Object data) {
        Instant now = clock.instant();
        Broadcast broadcast = new Broadcast(event, data);
        audience.stream()
                .flatMap(room -> members(room).filter(connection -> connection.hears(room, now)))
                .distinct()
                .filter(connection -> !connection.id().equals(except))
                .forEach(connection -> connection.tell(broadcast));
    }

    private Stream<Connection> members(Room room) {
        return rooms.getOrDefault(room, Set.of()).stream();
    }

    private void seat(Connection connection, String token, Principal principal, @Nullable Room room) {
        boolean news = false;
        // The lock keeps a connection that closes meanwhile from being left behind in a room.
        synchronized (connection) {
            leave(connection, connection.seat(token, principal, room));
            if (room != null && !connection.isClosed()) {
                news = enter(connection, room);
            }
        }
        // Outside it, since telling asks other connections, each by its lock.
        if (news && room != null) {
            tellPresence(room, true);
        }
    }

    private boolean enter(Connection connection, Room room) {
        boolean[] news = new boolean[1];
        rooms.compute(room, (name, members) -> {
            Set<Connection> joined = members;
            if (joined == null) {
                joined = ConcurrentHashMap.newKeySet();
                news[0] = presence.enter(room);
            }
            joined.add(connection);
            return joined;
        });
        return news[0];
    }

    private void leave(Connection connection, Collection<Room> left) {
        for (Room room : left) {
            rooms.computeIfPresent(room, (name, members) -> {
                members.remove(connection);
                if (members.isEmpty()) {
                    presence.leave(room, clock.instant());
                    return null;
                }
                return members;
            });
        }
    }

    private boolean isOnline(Room room) {
        return rooms.containsKey(room) || presence.isLeaving(room);
    }

    @Scheduled(fixedDelay = PRESENCE_CHECK_MILLIS)
    void tellWhoLeft() {
        for (Room room : presence.left(clock.instant())) {
            if (!rooms.containsKey(room)) {
                tellPresence(room, false);
            }
        }
    }

    private void tellPresence(Room room, boolean online) {
        try {
            if (room.chatId() != null) {
                tellPresence(Room.ofOwner(room.ownerId()), new PresenceChange(room.chatId(), Role.GUEST, online));
                return;
            }
            for (Room other : rooms.keySet()) {
                if (other.chatId() != null && other.ownerId().equals(room.ownerId())) {
                    tellPresence(other, new PresenceChange(other.chatId(), Role.OWNER, online));
                }
            }
        } catch (RuntimeException e) {
            log.warn("Somebody was not told who is there", e);
        }
    }

    private void tellPresence(Room audience, PresenceChange change) {
        deletedChats.tellUnlessDeleted(change.chatId(), () -> tell(List.of(audience), null, "presenceChanged", change));
    }

    private record ChangedStatus(ObjectId chatId, ChatStatus status) {}

    private record AddedMessage(ObjectId chatId, Message message) {}

    private record ReadMessages(ObjectId chatId, Role role, long seq) {}

    /** @param ttl seconds after which it is over, unless it is said again */
    private record Typing(ObjectId chatId, Role role, boolean typing, int ttl) {}

    private record PresenceChange(ObjectId chatId, Role role, boolean online) {}
}
