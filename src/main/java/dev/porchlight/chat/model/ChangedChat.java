package dev.porchlight.chat.model;

import org.bson.types.ObjectId;

/** A chat that has changed: as it is now, or that it was deleted. */
public sealed interface ChangedChat permits ChatView, DeletedChatView {

    ObjectId id();

    static ChangedChat of(Chat chat) {
        return chat.isDeleted() ? new DeletedChatView(chat.id(), chat.status(), chat.revision()) : ChatView.of(chat);
    }
}
