package dev.porchlight.chat.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.bson.types.ObjectId;

/** All that is left to say of a deleted chat, so that a desk that slept takes it off its list. */
public record DeletedChatView(@JsonProperty("_id") ObjectId id, ChatStatus status, long revision)
        implements ChangedChat {}
