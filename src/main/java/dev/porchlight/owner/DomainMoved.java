package dev.porchlight.owner;

import org.bson.types.ObjectId;

/** Published once a domain went to who proved to hold it: its chats with the earlier owner are over. */
public record DomainMoved(ObjectId earlierOwnerId, String domain) {}
