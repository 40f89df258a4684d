package dev.porchlight.socket;

import com.corundumstudio.socketio.AckRequest;
import com.corundumstudio.socketio.SocketIOClient;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import lombok.RequiredArgsConstructor;

/** The one reply to a request: to its ack callback if it has one, else under the request's own name. */
@RequiredArgsConstructor
final class Reply {

    private final SocketIOClient client;
    private final AckRequest ack;
    private final String event;
    private final Consumer<Object> onSent;
    private final AtomicBoolean sent = new AtomicBoolean();

    /** @return whether this was the first, and therefore sent */
    boolean send(Object data) {
        if (!sent.compareAndSet(false, true)) {
            return false;
        }
        onSent.accept(data);
        if (ack.isAckRequested()) {
            ack.sendAckData(data);
        } else {
            client.sendEvent(event, data);
        }
        return true;
    }

    boolean isSent() {
        return sent.get();
    }
}
