package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.transport.NamespaceClient;
import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.session.Session;

/** What the application may do with a connection beyond the methods of the library's client. Thread-safe, non-blocking. */
public final class Connections {

    private Connections() {}

    /**
     * Closes the connection after what was sent before. Official clients reconnect by themselves, which they do not after
     * {@link SocketIOClient#disconnect()}.
     */
    public static void close(SocketIOClient client, CloseReason reason) {
        session(client).close(reason);
    }

    /** Whether the client reads fast enough. A slow consumer is disconnected anyway. */
    public static boolean isWritable(SocketIOClient client) {
        return client.isWritable();
    }

    static Session session(SocketIOClient client) {
        return (Session) ((NamespaceClient) client).getBaseClient();
    }
}
