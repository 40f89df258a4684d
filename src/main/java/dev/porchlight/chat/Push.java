package dev.porchlight.chat;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Something that happened, told to whom it concerns. A hint only: what is not told is found by asking. */
public sealed interface Push {

    ObjectId ownerId();

    ObjectId chatId();

    /** @param sender the connection that sent it, which has its reply and needs no push */
    record MessageAdded(
            ObjectId ownerId, Message message, @Nullable String sender) implements Push {
        @Override
        public ObjectId chatId() {
            return message.chatId();
        }
    }

    record ChatOpened(ObjectId ownerId, ChatView chat) implements Push {
        @Override
        public ObjectId chatId() {
            return chat.id();
        }
    }

    record ChatUpdated(ObjectId ownerId, ChatView chat) implements Push {
        @Override
        public ObjectId chatId() {
            return chat.id();
        }
    }
}
