package dev.porchlight.site.domain;

import org.bson.types.ObjectId;

/** Published after a domain was taken from an owner who never verified it: {@code TransferredDomains} closes its chats with that owner. */
public record DomainTransferred(ObjectId earlierOwnerId, String domain) {}
