package dev.porchlight.chat.model;

import java.time.Instant;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * What is left of a {@link Chat} that was deleted: nothing of what was said, nor by whom.
 *
 * @param updatedAt when it was deleted
 * @param sweepAt when to look for what is left of it next; absent once nothing can be
 * @param expiresAt when the store forgets it; absent as long as something may be left
 */
@Document("chats")
public record Tombstone(
        @Id ObjectId id,
        ObjectId guestId,
        Instant updatedAt,
        @Nullable @Indexed(sparse = true) Instant sweepAt,

        @Nullable @Indexed(sparse = true, expireAfter = "0s")
        Instant expiresAt) {}
