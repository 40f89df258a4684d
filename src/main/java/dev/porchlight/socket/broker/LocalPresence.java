package dev.porchlight.socket.broker;

import dev.porchlight.socket.connection.Room;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final Instant OCCUPIED = Instant.MAX;

    /** The rooms that are online: {@link #OCCUPIED}, or since when they have had no connection. */
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

    private boolean isOnline(Room room) {
        return emptySince.containsKey(room);
    }

    /**
     * Called under the room's lock.
     *
     * @return whether the room was offline; the caller then publishes the change once it has released the lock
     */
    boolean markOccupied(Room room) {
        return emptySince.put(room, OCCUPIED) == null;
    }

    /** Called under the room's lock. */
    void markEmpty(Room room) {
        emptySince.put(room, clock.instant());
    }

    void publishOnline(Room room) {
        events.publishEvent(new RoomPresenceChanged(room, true));
    }

    @Scheduled(fixedDelay = CHECK_MILLIS)
    void publishOffline() {
        Instant now = clock.instant();
        emptySince.forEach((room, since) -> {
            boolean graceIsOver = !since.equals(OCCUPIED) && !now.isBefore(since.plus(GRACE));
            if (graceIsOver && emptySince.remove(room, since) && !isOnline(room)) {
                events.publishEvent(new RoomPresenceChanged(room, false));
            }
        });
    }
}
