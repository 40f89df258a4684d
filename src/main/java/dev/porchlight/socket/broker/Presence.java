package dev.porchlight.socket.broker;

import java.util.List;
import org.bson.types.ObjectId;

/** Who is online: has a connection, or has had one until a few seconds ago. Does not wait for I/O. */
public interface Presence {

    boolean isOwnerOnline(ObjectId ownerId);

    boolean isGuestOnline(ObjectId ownerId, ObjectId chatId);

    /** The owner's chats whose guests are online. */
    List<ObjectId> onlineGuests(ObjectId ownerId);
}
