package dev.porchlight.testing;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** An official Java client, of whichever protocol version. */
public interface SocketIoClient extends AutoCloseable {

    /** Connects over these transports; none named means the client's default. */
    static SocketIoClient connect(int protocol, int port, String... transports) {
        SocketIoClient client = protocol == 3 ? Protocol3ClassLoader.newClient() : new OfficialSocketIoClient();
        client.start("http://localhost:" + port, transports);
        return client;
    }

    void start(String url, String... transports);

    boolean isConnected();

    /** How often the connection was lost. */
    int disconnects();

    /** Collects what arrives under an event name, as text. */
    List<String> on(String event);

    void emit(String event, Object... arguments);

    /** The first argument of the reply. */
    CompletableFuture<String> emitWithAck(String event, Object... arguments);

    @Override
    void close();
}
