package dev.porchlight.chat.model;

import java.time.Instant;
import lombok.Builder;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.CompoundIndex;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A message as it is stored.
 *
 * @param seq its position in the chat's log: from 1, without a gap
 * @param from the guest's or the owner's id
 * @param clientMessageId the sender's idempotency key, if they gave one
 */
@Document("messages")
@CompoundIndex(name = "chat_seq", def = "{'chatId': 1, 'seq': 1}", unique = true)
@CompoundIndex(
        name = "chat_clientMessageId",
        def = "{'chatId': 1, 'clientMessageId': 1}",
        unique = true,
        partialFilter = "{'clientMessageId': {'$exists': true}}")
@Builder
public record Message(
        @Id ObjectId id,
        ObjectId chatId,
        long seq,
        ObjectId from,
        Role role,
        String message,
        Instant sentAt,
        @Nullable String clientMessageId) {}
