package dev.porchlight.chat;

import dev.porchlight.chat.model.ChatMember;

/** @param guestToken opens this chat, and no other, for 30 days */
public record OpenedChat(ChatMember guest, String guestToken) {}
