package dev.porchlight.chat.push;

import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.view.ChatView;
import dev.porchlight.chat.view.MessageView;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Something that happened, told to whom it concerns. A hint only: what is not told is found by asking. */
public sealed interface Push {

    ObjectId ownerId();

    ObjectId chatId();

    /** @param sender the connection that sent it, which has its reply and needs no push */
    record MessageAdded(
            ObjectId ownerId, MessageView message, @Nullable String sender) implements Push {
        @Override
        public ObjectId chatId() {
            return message.chatId();
        }
    }

    /** @param sender the connection that marked them and needs no push */
    record MessagesRead(
            ObjectId ownerId,
            ObjectId chatId,
            Role role,
            long seq,
            @Nullable String sender) implements Push {}

    /**
     * Best effort, and over by itself after a few seconds.
     *
     * @param sender the connection that says so and needs no push
     */
    record TypingChanged(
            ObjectId ownerId,
            ObjectId chatId,
            Role role,
            boolean typing,
            @Nullable String sender) implements Push {}

    record ChatOpened(ObjectId ownerId, ChatView chat) implements Push {
        @Override
        public ObjectId chatId() {
            return chat.id();
        }
    }

    /** Its messages and its guest are gone for good. */
    record ChatDeleted(ObjectId ownerId, ObjectId chatId) implements Push {}

    /** @param statusChanged whether its guest is told, too */
    record ChatUpdated(ObjectId ownerId, ChatView chat, boolean statusChanged) implements Push {

        /** What concerns its owner only. */
        public static ChatUpdated of(Chat chat) {
            return new ChatUpdated(chat.ownerId(), ChatView.of(chat), false);
        }

        public static ChatUpdated of(ChatStatus before, Chat chat) {
            return new ChatUpdated(chat.ownerId(), ChatView.of(chat), chat.status() != before);
        }

        @Override
        public ObjectId chatId() {
            return chat.id();
        }
    }
}
