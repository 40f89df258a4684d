package dev.porchlight.chat;

import dev.porchlight.chat.model.ChangedChat;
import java.util.List;

/**
 * ChatRepository that have changed, the earliest change first.
 *
 * @param cursor where to go on from, now or later
 * @param more whether there are more of them now
 */
public record ChatChanges(List<ChangedChat> chats, String cursor, boolean more) {}
