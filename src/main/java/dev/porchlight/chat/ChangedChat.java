package dev.porchlight.chat;

import org.bson.types.ObjectId;

/** A chat that has changed: as it is now, or that it was deleted. */
public sealed interface ChangedChat permits ChatView, DeletedChat {

    ObjectId id();

    static ChangedChat of(Chat chat) {
        return chat.isDeleted() ? new DeletedChat(chat.id(), chat.status(), chat.revision()) : ChatView.of(chat);
    }
}
