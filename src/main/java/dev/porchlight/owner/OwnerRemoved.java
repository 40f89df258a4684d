package dev.porchlight.owner;

import org.bson.types.ObjectId;

/** An account is being removed: listeners delete what they store of its owner, before the call returns. */
public record OwnerRemoved(ObjectId ownerId) {}
