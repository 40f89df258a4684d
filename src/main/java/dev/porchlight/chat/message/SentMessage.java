package dev.porchlight.chat.message;

import dev.porchlight.chat.model.Message;

/** @param repeated whether an earlier request had stored it; nobody was told again */
public record SentMessage(Message message, boolean repeated) {}
