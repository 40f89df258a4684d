package dev.porchlight.chat;

/** @param guestToken opens this chat, and no other, for 30 days */
public record OpenedChat(ChatMember guest, String guestToken) {}
