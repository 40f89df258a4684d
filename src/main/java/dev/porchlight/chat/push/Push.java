package dev.porchlight.chat.push;

import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatStatus;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.view.ChatView;
import dev.porchlight.chat.view.MessageView;
import java.util.List;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a chat, for the connections of its owner and its guest. Published as a Spring event by the
 * thread that stored it, after it is stored. A hint only: a client that misses one finds out by its next request.
 */
public sealed interface Push {

    ObjectId ownerId();

    ObjectId chatId();

    /** What clients get, in this order. */
    List<PushEvent> events();

    /** Whether the chat's guest gets no more pushes, this one included. */
    default boolean bansGuest() {
        return false;
    }

    /** Whether nothing more may be pushed about this chat. */
    default boolean isLast() {
        return false;
    }

    /** @param senderConnectionId the connection that sent it, which has its reply and needs no push */
    record MessageAdded(
            ObjectId ownerId, MessageView message, @Nullable String senderConnectionId) implements Push {

        private record Body(ObjectId chatId, MessageView message) {}

        @Override
        public ObjectId chatId() {
            return message.chatId();
        }

        @Override
        public List<PushEvent> events() {
            return List.of(PushEvent.to(Audience.BOTH, "messageAdded", new Body(chatId(), message))
                    .except(senderConnectionId));
        }
    }

    /** @param senderConnectionId the connection that marked them and needs no push */
    record MessagesRead(
            ObjectId ownerId,
            ObjectId chatId,
            Role role,
            long seq,
            @Nullable String senderConnectionId) implements Push {

        private record Body(ObjectId chatId, Role role, long seq) {}

        @Override
        public List<PushEvent> events() {
            return List.of(PushEvent.to(Audience.BOTH, "messagesRead", new Body(chatId, role, seq))
                    .except(senderConnectionId));
        }
    }

    /**
     * Best effort, never stored.
     *
     * @param senderConnectionId the connection that says so and needs no push
     */
    record TypingChanged(
            ObjectId ownerId,
            ObjectId chatId,
            Role role,
            boolean typing,
            @Nullable String senderConnectionId) implements Push {

        private static final int TTL_SECONDS = 6;

        /** @param ttl seconds after which it is over unless it is pushed again */
        private record Body(ObjectId chatId, Role role, boolean typing, int ttl) {}

        @Override
        public List<PushEvent> events() {
            return List.of(PushEvent.to(Audience.BOTH, "typingChanged", new Body(chatId, role, typing, TTL_SECONDS))
                    .except(senderConnectionId));
        }
    }

    record ChatOpened(ObjectId ownerId, ChatView chat) implements Push {

        private record Body(ChatView chat) {}

        @Override
        public ObjectId chatId() {
            return chat.id();
        }

        @Override
        public List<PushEvent> events() {
            return List.of(PushEvent.to(Audience.OWNER, "chatOpened", new Body(chat)));
        }
    }

    /** The chat, its messages and its guest are deleted. */
    record ChatDeleted(ObjectId ownerId, ObjectId chatId) implements Push {

        private record Body(ObjectId chatId) {}

        @Override
        public List<PushEvent> events() {
            return List.of(PushEvent.to(Audience.BOTH, "chatDeleted", new Body(chatId)));
        }

        @Override
        public boolean isLast() {
            return true;
        }
    }

    /** @param statusChanged whether both sides get the new status, too */
    record ChatUpdated(ObjectId ownerId, ChatView chat, boolean statusChanged) implements Push {

        private record Body(ChatView chat) {}

        private record StatusBody(ObjectId chatId, ChatStatus status) {}

        /** A change that only the owner sees. */
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

        @Override
        public List<PushEvent> events() {
            PushEvent updated = PushEvent.to(Audience.OWNER, "chatUpdated", new Body(chat));
            PushEvent status = PushEvent.to(Audience.BOTH, "statusChanged", new StatusBody(chat.id(), chat.status()));
            return statusChanged ? List.of(updated, status) : List.of(updated);
        }

        @Override
        public boolean bansGuest() {
            return chat.bannedAt() != null;
        }
    }

    /**
     * Best effort, never stored.
     *
     * @param role who went online or offline; the other side gets it
     */
    record PresenceChanged(ObjectId ownerId, ObjectId chatId, Role role, boolean online) implements Push {

        private record Body(ObjectId chatId, Role role, boolean online) {}

        @Override
        public List<PushEvent> events() {
            Audience otherSide = role == Role.OWNER ? Audience.GUEST : Audience.OWNER;
            return List.of(PushEvent.to(otherSide, "presenceChanged", new Body(chatId, role, online)));
        }
    }
}
