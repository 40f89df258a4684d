package dev.porchlight.owner;

import org.bson.types.ObjectId;

/**
 * The domain of an account.
 *
 * @param verified whether the owner has proved to hold it
 */
public record OwnerDomain(ObjectId ownerId, String domain, boolean verified) {}
