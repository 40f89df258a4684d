package dev.porchlight.socket;

import dev.porchlight.chat.push.Push;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Who hears of something: an owner of all her chats, a guest of the one.
 *
 * @param chatId {@code null} for the owner's room
 */
record Room(ObjectId ownerId, @Nullable ObjectId chatId) {

    static Room ofOwner(ObjectId ownerId) {
        return new Room(ownerId, null);
    }

    static Room ofGuest(Push push) {
        return new Room(push.ownerId(), push.chatId());
    }
}
