package dev.porchlight.site.domain;

import org.bson.types.ObjectId;

/** Published after a domain was transferred to the owner who verified it: its chats with the earlier owner must close. */
public record DomainTransferred(ObjectId earlierOwnerId, String domain) {}
