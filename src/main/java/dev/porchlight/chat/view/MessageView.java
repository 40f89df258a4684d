package dev.porchlight.chat.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.Role;
import dev.porchlight.validation.InputText;
import java.time.Instant;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A message as both sides see it.
 *
 * @param from the guest's or the owner's id
 * @param clientMessageId left out if the sender gave none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MessageView(
        @JsonProperty("_id") ObjectId id,
        ObjectId chatId,
        long seq,
        ObjectId from,
        Role role,
        String message,
        Instant sentAt,
        @Nullable String clientMessageId) {

    /** About what a message takes in JSON beside its text. */
    private static final int BYTES_BESIDE_TEXT = 300;

    public static MessageView of(Message message) {
        return new MessageView(
                message.id(),
                message.chatId(),
                message.seq(),
                message.from(),
                message.role(),
                message.message(),
                message.sentAt(),
                message.clientMessageId());
    }

    /** The size of its JSON, rather too large than too small. */
    public int estimatedJsonBytes() {
        return BYTES_BESIDE_TEXT + InputText.jsonLength(message);
    }
}
