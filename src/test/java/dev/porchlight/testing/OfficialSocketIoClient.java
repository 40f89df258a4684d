package dev.porchlight.testing;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Written against what both versions of the client have in common; {@link Protocol3ClassLoader} loads it twice. */
public final class OfficialSocketIoClient implements SocketIoClient {

    private final AtomicInteger disconnects = new AtomicInteger();
    private Socket socket;

    @Override
    public void start(String url, String... transports) {
        IO.Options options = new IO.Options();
        options.forceNew = true;
        if (transports.length > 0) {
            options.transports = transports;
        }
        socket = IO.socket(URI.create(url), options);
        socket.on(Socket.EVENT_DISCONNECT, reason -> disconnects.incrementAndGet());
        socket.connect();
    }

    @Override
    public boolean isConnected() {
        return socket.connected();
    }

    @Override
    public int disconnects() {
        return disconnects.get();
    }

    @Override
    public List<String> on(String event) {
        List<String> received = new CopyOnWriteArrayList<>();
        socket.on(event, arguments -> received.add(String.valueOf(arguments[0])));
        return received;
    }

    @Override
    public void emit(String event, Object... arguments) {
        socket.emit(event, arguments);
    }

    @Override
    public CompletableFuture<String> emitWithAck(String event, Object... arguments) {
        CompletableFuture<String> reply = new CompletableFuture<>();
        socket.emit(event, arguments, (Ack) values -> reply.complete(String.valueOf(values[0])));
        return reply;
    }

    @Override
    public void close() {
        socket.close();
    }
}
