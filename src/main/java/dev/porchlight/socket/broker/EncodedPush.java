package dev.porchlight.socket.broker;

import dev.porchlight.chat.push.Audience;
import dev.porchlight.socket.engine.Broadcast;
import java.util.List;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A push whose events are encoded at most once, whatever the number of connections and processes that get it.
 *
 * @param isLast whether nothing more may be pushed about this chat
 * @param bansGuest whether the chat's guest gets no more pushes, this one included
 */
public record EncodedPush(
        ObjectId ownerId, ObjectId chatId, boolean isLast, boolean bansGuest, List<EncodedEvent> events) {

    /** @param excludedConnection the id of a connection that needs no push because it has its reply */
    public record EncodedEvent(
            Audience audience,
            Broadcast broadcast,
            @Nullable String excludedConnection) {}
}
