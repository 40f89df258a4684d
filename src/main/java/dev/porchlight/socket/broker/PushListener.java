package dev.porchlight.socket.broker;

import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.push.Push;
import dev.porchlight.socket.connection.Room;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Hands what is published to the broker and to other processes, on the thread that publishes it. */
@Component
final class PushListener {

    private final LocalBroker broker;
    private final Subscriptions subscriptions;
    private final @Nullable PushForwarder forwarder;

    /** @param forwarder {@code null} where there are no other processes */
    PushListener(LocalBroker broker, Subscriptions subscriptions, @Nullable PushForwarder forwarder) {
        this.broker = broker;
        this.subscriptions = subscriptions;
        this.forwarder = forwarder;
    }

    @EventListener
    void on(Push push) {
        EncodedPush encoded = PushEncoder.encode(push);
        broker.deliver(encoded);
        if (forwarder != null) {
            forwarder.forward(encoded);
        }
    }

    /** Who came online or went offline is a push to the other side. Each process tells its own connections. */
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
