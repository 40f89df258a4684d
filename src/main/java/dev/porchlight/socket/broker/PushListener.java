package dev.porchlight.socket.broker;

import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.push.Push;
import dev.porchlight.socket.connection.Room;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Hands what is published to the broker, on the thread that publishes it. */
@Component
@RequiredArgsConstructor
final class PushListener {

    private final Broker broker;
    private final Subscriptions subscriptions;

    @EventListener
    void on(Push push) {
        broker.deliver(push);
    }

    /** Who came online or went offline is a push to the other side. */
    @EventListener
    void on(RoomPresenceChanged change) {
        Room room = change.room();
        ObjectId ownerId = room.ownerId();
        if (room.chatId() != null) {
            broker.deliver(new Push.PresenceChanged(ownerId, room.chatId(), Role.GUEST, change.online()));
            return;
        }
        for (Room guests : subscriptions.guestRooms(ownerId)) {
            if (guests.chatId() != null) {
                broker.deliver(new Push.PresenceChanged(ownerId, guests.chatId(), Role.OWNER, change.online()));
            }
        }
    }
}
