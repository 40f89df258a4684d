package dev.porchlight.socket;

import com.corundumstudio.socketio.AckRequest;
import dev.porchlight.socket.connection.Connection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import lombok.RequiredArgsConstructor;

/**
 * The one reply to a request: to its ack if the client asked for one, else as an event of the request's name. Safe for use
 * by the worker and the deadline at once; the first one wins.
 */
@RequiredArgsConstructor
final class Reply {

    private final Connection connection;
    private final AckRequest ack;
    private final String event;
    private final Consumer<Object> onSent;
    private final AtomicBoolean sent = new AtomicBoolean();

    /** Queues the reply; a second one is dropped. */
    void send(Object body) {
        if (!sent.compareAndSet(false, true)) {
            return;
        }
        onSent.accept(body);
        if (ack.isAckRequested()) {
            ack.sendAckData(body);
        } else {
            connection.send(event, body);
        }
    }

    boolean isSent() {
        return sent.get();
    }
}
