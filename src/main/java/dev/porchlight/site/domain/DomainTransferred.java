package dev.porchlight.site.domain;

import org.bson.types.ObjectId;

/** Published after a domain was taken from an owner who never verified it: its chats with that owner must close. */
public record DomainTransferred(ObjectId earlierOwnerId, String domain) {}
