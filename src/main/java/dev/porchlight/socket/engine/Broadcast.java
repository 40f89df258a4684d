package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.SocketIOClient;
import dev.porchlight.socket.engine.session.Session;
import lombok.Getter;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** An event for several clients, encoded once. Not thread-safe. */
@RequiredArgsConstructor
public final class Broadcast {

    @Getter
    private final String event;

    private final Object data;
    private byte @Nullable [] packet;

    public void sendTo(SocketIOClient client) {
        Session session = Connections.session(client);
        if (client.isChannelOpen()) {
            packet = packet == null ? session.encode(event, data) : packet;
            session.write(packet);
        }
    }
}
