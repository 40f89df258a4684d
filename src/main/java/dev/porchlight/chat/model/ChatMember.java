package dev.porchlight.chat.model;

import lombok.Getter;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;

/** Proof that somebody takes part in a chat: only this package hands it out. */
@Getter
@RequiredArgsConstructor
public final class ChatMember {

    private final ObjectId chatId;
    private final ObjectId ownerId;
    private final Role role;
    /** The guest's or the owner's. */
    private final ObjectId id;
}
