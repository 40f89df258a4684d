package dev.porchlight.socket.broker;

import dev.porchlight.socket.connection.Room;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

/** Presence by the connections of this process. A room stays online for a grace period, so that a page load is no change. */
@Component
@RequiredArgsConstructor
final class LocalPresence implements Presence {

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int CHECK_MILLIS = 1_000;

    /** Rooms that have a connection. */
    private final Set<Room> occupied = ConcurrentHashMap.newKeySet();

    /** Rooms in their grace period: few, so that the check each second costs little. */
    private final Map<Room, Instant> emptySince = new ConcurrentHashMap<>();

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
        return Stream.concat(occupied.stream(), emptySince.keySet().stream())
                .filter(room -> room.ownerId().equals(ownerId))
                .map(Room::chatId)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private boolean isOnline(Room room) {
        return occupied.contains(room) || emptySince.containsKey(room);
    }

    /**
     * Called under the room's lock, when it gets its first connection.
     *
     * @return whether the room was offline; the caller then publishes the change once it has released the lock
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
        events.publishEvent(new RoomPresenceChanged(room, true));
    }

    @Scheduled(fixedDelay = CHECK_MILLIS)
    void publishOffline() {
        Instant now = clock.instant();
        emptySince.forEach((room, since) -> {
            boolean graceIsOver = !now.isBefore(since.plus(GRACE));
            if (graceIsOver && emptySince.remove(room, since) && !isOnline(room)) {
                events.publishEvent(new RoomPresenceChanged(room, false));
            }
        });
    }
}
