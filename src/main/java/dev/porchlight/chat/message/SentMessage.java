package dev.porchlight.chat.message;

import dev.porchlight.chat.model.Message;

/** @param duplicate whether an earlier request stored it, which published it then */
public record SentMessage(Message message, boolean duplicate) {}
