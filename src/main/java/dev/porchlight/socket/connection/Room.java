package dev.porchlight.socket.connection;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The connections that get the same pushes: an owner's, or those of one chat's guest.
 *
 * @param chatId {@code null} for the owner's room
 */
public record Room(ObjectId ownerId, @Nullable ObjectId chatId) {

    public static Room ofOwner(ObjectId ownerId) {
        return new Room(ownerId, null);
    }

    public static Room ofGuest(ObjectId ownerId, ObjectId chatId) {
        return new Room(ownerId, chatId);
    }
}
