package dev.porchlight.chat.view;

import org.bson.types.ObjectId;

/** A chat that has changed: as it is now, or that it was deleted. */
public sealed interface ChangedChat permits ChatView, DeletedChatView {

    ObjectId id();

    /** The size of its JSON, rather too large than too small. */
    int estimatedJsonBytes();
}
