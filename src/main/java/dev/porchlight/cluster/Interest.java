package dev.porchlight.cluster;

import dev.porchlight.socket.connection.Room;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.bson.types.ObjectId;

/** The rooms that are online in this process, by owner: what it wants to hear of. */
final class Interest {

    private final Map<ObjectId, Set<Room>> rooms = new ConcurrentHashMap<>();

    interface Listener {

        /**
         * Called under a lock by owner; must not wait.
         *
         * @param first whether the owner had no room online before
         * @param last whether the owner has no room online any more
         */
        void changed(Room room, boolean online, boolean first, boolean last);
    }

    /** Makes it agree with whether a room is online: whichever of several calls comes last sees the last state. */
    void update(Room room, Predicate<Room> isOnline, Listener listener) {
        rooms.compute(room.ownerId(), (ownerId, known) -> {
            Set<Room> ofOwner = known == null ? ConcurrentHashMap.newKeySet(1) : known;
            boolean wasEmpty = ofOwner.isEmpty();
            boolean online = isOnline.test(room);
            if (online) {
                ofOwner.add(room);
            } else {
                ofOwner.remove(room);
            }
            boolean isEmpty = ofOwner.isEmpty();
            listener.changed(room, online, wasEmpty && !isEmpty, isEmpty && !wasEmpty);
            return isEmpty ? null : ofOwner;
        });
    }

    List<ObjectId> owners() {
        return List.copyOf(rooms.keySet());
    }

    Set<Room> roomsOf(ObjectId ownerId) {
        return rooms.getOrDefault(ownerId, Set.of());
    }

    /** Those of all owners. */
    List<Room> rooms() {
        return rooms.values().stream().flatMap(Set::stream).toList();
    }
}
