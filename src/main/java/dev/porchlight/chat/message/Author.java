package dev.porchlight.chat.message;

import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.Role;
import org.bson.types.ObjectId;

/**
 * Who appends to which chat. The code that creates one has authorized it.
 *
 * @param id the guest's or the owner's
 */
public record Author(ObjectId chatId, Role role, ObjectId id) {

    boolean wrote(Message message, String text) {
        return message.from().equals(id)
                && message.role() == role
                && message.message().equals(text);
    }
}
