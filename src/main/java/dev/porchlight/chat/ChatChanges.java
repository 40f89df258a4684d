package dev.porchlight.chat;

import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.view.ChangedChat;
import dev.porchlight.chat.view.ChatView;
import dev.porchlight.chat.view.DeletedChatView;
import java.util.List;

/**
 * Chats that have changed, the earliest change first.
 *
 * @param cursor the {@code since} of the request for the following changes, now or later
 * @param more whether there are more of them now
 */
public record ChatChanges(List<ChangedChat> chats, String cursor, boolean more) {

    static ChangedChat change(Chat chat) {
        return chat.isDeleted() ? DeletedChatView.of(chat) : ChatView.of(chat);
    }
}
