package dev.porchlight.chat;

import dev.porchlight.chat.model.ChatView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param next where the following page begins, if there is one
 * @param cursor what to ask with later for what has changed since
 */
public record ChatPage(List<ChatView> chats, @Nullable String next, String cursor) {}
