package dev.porchlight.chat;

import dev.porchlight.chat.message.Author;
import dev.porchlight.chat.model.Role;
import lombok.AccessLevel;
import lombok.Getter;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;

/** Proof that a principal takes part in a chat: only this package makes one. */
@Getter
@RequiredArgsConstructor(access = AccessLevel.PACKAGE)
public final class ChatMember {

    private final ObjectId chatId;
    private final ObjectId ownerId;
    private final Role role;
    /** The guest's or the owner's. */
    private final ObjectId id;

    Author asAuthor() {
        return new Author(chatId, role, id);
    }
}
