package dev.porchlight.socket.broker;

import dev.porchlight.socket.connection.Room;
import java.util.Collection;
import org.bson.types.ObjectId;

/** What other processes say about who is online with them. Changes come from one thread. */
public interface RemotePresence {

    /** Whether the room has a connection to this process, or had one until a few seconds ago. */
    boolean isOnlineHere(Room room);

    void set(String process, Room room, boolean online);

    /** Takes all other owners' rooms for offline in that process. */
    void replaceOwners(String process, Collection<Room> online);

    /** Takes all other guests of the owner for offline in that process. */
    void replaceGuests(String process, ObjectId ownerId, Collection<Room> online);

    /** Takes all rooms for offline in a process that has gone. */
    void removeProcess(String process);

    /** Forgets an owner's guests, of whom this process no longer hears; nothing is published. */
    void forgetGuests(ObjectId ownerId);
}
