package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.transport.NamespaceClient;

/** What the code above the guard may do to a connection beyond the library's own client. */
public final class Connections {

    private Connections() {}

    /**
     * Ends the connection after what was sent before has left. Official clients see a closed transport and come back by
     * themselves; {@link SocketIOClient#disconnect()} also ends it but tells them to stay away.
     */
    public static void close(SocketIOClient client, CloseReason reason) {
        session(client).close(reason);
    }

    /** Whether the client keeps up with what it is sent. One that falls far behind is closed without being asked. */
    public static boolean isWritable(SocketIOClient client) {
        return client.isWritable();
    }

    static Session session(SocketIOClient client) {
        return (Session) ((NamespaceClient) client).getBaseClient();
    }
}
