package dev.porchlight.chat.model;

import java.time.Instant;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.mapping.Field;

/**
 * The fields of a deleted {@link Chat} that its purge reads. The document also keeps the ids, the domain and the times,
 * but no text and nothing personal: see {@link ChatRepository#markDeleted}.
 *
 * @param updatedAt when it was deleted
 * @param purgeAt when to purge it next; absent once nothing of it can be left
 * @param expiresAt when the store removes the tombstone itself; absent as long as something may be left
 */
@Document("chats")
public record Tombstone(
        @Id ObjectId id,
        ObjectId guestId,
        Instant updatedAt,
        @Field(PURGE_AT) @Nullable @Indexed(sparse = true) Instant purgeAt,

        @Nullable @Indexed(sparse = true, expireAfter = "0s")
        Instant expiresAt) {

    /** Stored under the name that earlier versions used. */
    public static final String PURGE_AT = "sweepAt";
}
