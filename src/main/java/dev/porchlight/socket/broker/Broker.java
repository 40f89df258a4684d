package dev.porchlight.socket.broker;

import dev.porchlight.socket.connection.Room;
import java.time.Duration;
import java.util.Collection;

/** Fans pushes out to the subscribed connections of this process. Never throws, and does not wait for I/O. */
public interface Broker {

    /**
     * Queues the push for each subscribed connection, on the calling thread: a slow consumer is disconnected, not waited
     * for. It may wait for another delivery to the same chat, if one of the two is the chat's last.
     */
    void deliver(EncodedPush push);

    /**
     * Tells all connections of some rooms that pushes may have been lost: the event {@code catchUp}.
     *
     * @param within clients ask at a random moment of this time, so that they do not all ask at once
     */
    void requestCatchUp(Collection<Room> rooms, Duration within);
}
