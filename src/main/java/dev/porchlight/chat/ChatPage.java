package dev.porchlight.chat;

import dev.porchlight.chat.view.ChatView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param next what to ask with for the following page, if there is one
 * @param cursor what to ask with later for what has changed since
 */
public record ChatPage(List<ChatView> chats, @Nullable String next, String cursor) {}
