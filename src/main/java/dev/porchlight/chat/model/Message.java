package dev.porchlight.chat.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.CompoundIndex;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * What somebody wrote, as it is stored and as it travels.
 *
 * @param seq its place in the chat: from 1, without a gap
 * @param from the guest's or the owner's id
 * @param clientMessageId the sender's own name for it, by which a repeat is known
 */
@Document("messages")
@CompoundIndex(name = "chat_seq", def = "{'chatId': 1, 'seq': 1}", unique = true)
@CompoundIndex(
        name = "chat_clientMessageId",
        def = "{'chatId': 1, 'clientMessageId': 1}",
        unique = true,
        partialFilter = "{'clientMessageId': {'$exists': true}}")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Message(
        @Id @JsonProperty("_id") ObjectId id,
        ObjectId chatId,
        long seq,
        ObjectId from,
        Role role,
        String message,
        Instant sentAt,
        @Nullable String clientMessageId) {

    public boolean isSameAs(ChatMember sender, String text) {
        return from.equals(sender.getId()) && role == sender.getRole() && message.equals(text);
    }
}
