package dev.porchlight.chat.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatStatus;
import org.bson.types.ObjectId;

/** All that is left to say of a deleted chat, so that a client that was offline takes it off its list. */
public record DeletedChatView(@JsonProperty("_id") ObjectId id, ChatStatus status, long revision)
        implements ChangedChat {

    private static final int BYTES = 300;

    public static DeletedChatView of(Chat chat) {
        return new DeletedChatView(chat.id(), chat.status(), chat.revision());
    }

    @Override
    public int estimatedJsonBytes() {
        return BYTES;
    }
}
