package dev.porchlight.socket.broker;

import dev.porchlight.socket.connection.Room;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Presence by the connections of this process, and by what other processes say of theirs. A room stays online for a grace
 * period, so that a page load is no change.
 */
@Component
@RequiredArgsConstructor
final class RoomPresence implements Presence, RemotePresence {

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int CHECK_MILLIS = 1_000;

    /** Rooms that have a connection. */
    private final Set<Room> occupied = ConcurrentHashMap.newKeySet();

    /** Rooms in their grace period: few, so that the check each second costs little. */
    private final Map<Room, Instant> emptySince = new ConcurrentHashMap<>();

    private final RemoteRooms elsewhere = new RemoteRooms();

    private final ApplicationEventPublisher events;
    private final Clock clock;

    @Override
    public boolean isOwnerOnline(ObjectId ownerId) {
        return isOnline(Room.ofOwner(ownerId));
    }

    @Override
    public boolean isGuestOnline(ObjectId ownerId, ObjectId chatId) {
        return isOnline(Room.ofGuest(ownerId, chatId));
    }

    @Override
    public List<ObjectId> onlineGuests(ObjectId ownerId) {
        Stream<Room> here = Stream.concat(occupied.stream(), emptySince.keySet().stream())
                .filter(room -> room.ownerId().equals(ownerId));
        return Stream.concat(here, elsewhere.guestsOf(ownerId).stream())
                .map(Room::chatId)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private boolean isOnline(Room room) {
        return isOnlineHere(room) || elsewhere.contains(room);
    }

    @Override
    public boolean isOnlineHere(Room room) {
        return occupied.contains(room) || emptySince.containsKey(room);
    }

    /**
     * Called under the room's lock, when it gets its first connection.
     *
     * @return whether the room was offline here; the caller then publishes the change once it has released the lock
     */
    boolean markOccupied(Room room) {
        occupied.add(room);
        return emptySince.remove(room) == null;
    }

    /** Called under the room's lock, when it has lost its last connection. */
    void markEmpty(Room room) {
        emptySince.put(room, clock.instant());
        occupied.remove(room);
    }

    void publishOnline(Room room) {
        events.publishEvent(new LocalPresenceChanged(room));
        if (!elsewhere.contains(room)) {
            events.publishEvent(new RoomPresenceChanged(room, true));
        }
    }

    @Scheduled(fixedDelay = CHECK_MILLIS)
    void publishOffline() {
        Instant now = clock.instant();
        emptySince.forEach((room, since) -> {
            boolean graceIsOver = !now.isBefore(since.plus(GRACE));
            if (graceIsOver && emptySince.remove(room, since) && !isOnlineHere(room)) {
                events.publishEvent(new LocalPresenceChanged(room));
                if (!isOnline(room)) {
                    events.publishEvent(new RoomPresenceChanged(room, false));
                }
            }
        });
    }

    @Override
    public void set(String process, Room room, boolean online) {
        boolean changed = online ? elsewhere.add(process, room) : elsewhere.remove(process, room);
        if (changed && !isOnlineHere(room)) {
            events.publishEvent(new RoomPresenceChanged(room, online));
        }
    }

    @Override
    public void replaceOwners(String process, Collection<Room> online) {
        replace(process, elsewhere.ownersOf(process), online);
    }

    @Override
    public void replaceGuests(String process, ObjectId ownerId, Collection<Room> online) {
        replace(process, elsewhere.guestsOf(process, ownerId), online);
    }

    private void replace(String process, Collection<Room> before, Collection<Room> online) {
        Set<Room> gone = new HashSet<>(before);
        gone.removeAll(Set.copyOf(online));
        gone.forEach(room -> set(process, room, false));
        online.forEach(room -> set(process, room, true));
    }

    @Override
    public void removeProcess(String process) {
        elsewhere.all(process).forEach(room -> set(process, room, false));
    }

    @Override
    public void forgetGuests(ObjectId ownerId) {
        elsewhere.forgetGuests(ownerId);
    }
}
