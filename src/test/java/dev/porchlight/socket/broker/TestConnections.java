package dev.porchlight.socket.broker;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.when;

import com.corundumstudio.socketio.SocketIOClient;
import dev.porchlight.network.RequestSource;
import dev.porchlight.socket.connection.Connection;
import dev.porchlight.socket.connection.QueueBudget;
import dev.porchlight.socket.connection.SerialQueue;
import dev.porchlight.socket.engine.Broadcast;
import java.net.InetAddress;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Consumer;

/** Connections without a client. */
public final class TestConnections {

    private static final SocketIOClient CLIENT = mock(SocketIOClient.class);

    private TestConnections() {}

    /** @param received called with the name of each event that is broadcast to it, on the thread that delivers it */
    public static Connection recording(Consumer<String> received) {
        SocketIOClient client = mock(SocketIOClient.class);
        when(client.getSessionId()).thenReturn(UUID.randomUUID());
        Connection connection = spy(connection(client));
        doAnswer(sent -> {
                    received.accept(sent.getArgument(0, Broadcast.class).getEvent());
                    return null;
                })
                .when(connection)
                .send(any());
        return connection;
    }

    public static Subscriptions newSubscriptions() {
        return new Subscriptions(new RoomPresence(event -> {}, Clock.systemUTC()));
    }

    /** Cannot be sent anything, and costs little. */
    public static Connection withoutClient() {
        return connection(CLIENT);
    }

    private static Connection connection(SocketIOClient client) {
        return new Connection(
                client,
                new SerialQueue(Runnable::run, 1, 1, new QueueBudget(10_000)),
                new RequestSource(InetAddress.getLoopbackAddress(), false, null, null));
    }
}
