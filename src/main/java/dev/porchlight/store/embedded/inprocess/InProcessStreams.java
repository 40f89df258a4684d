package dev.porchlight.store.embedded.inprocess;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoDriverInformation;
import com.mongodb.client.MongoClient;
import com.mongodb.client.internal.Clusters;
import com.mongodb.client.internal.MongoClientImpl;
import com.mongodb.connection.SocketSettings;
import com.mongodb.connection.SslSettings;
import com.mongodb.internal.connection.StreamFactory;
import com.mongodb.internal.connection.StreamFactoryFactory;
import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.wire.MongoDatabaseHandler;
import de.bwaldvogel.mongo.wire.MongoExceptionHandler;
import de.bwaldvogel.mongo.wire.MongoWireMessageEncoder;
import de.bwaldvogel.mongo.wire.MongoWireProtocolHandler;
import de.bwaldvogel.mongo.wire.MongoWireReplyEncoder;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import lombok.RequiredArgsConstructor;

/**
 * Clients of the embedded store in its own process. They speak the wire protocol, as other clients do, to the same
 * handlers, which run on the thread that sends a command. The driver lets nobody replace its sockets but by its internal
 * classes; docs/decisions/embedded-store.md says why it is worth that.
 */
@RequiredArgsConstructor
public final class InProcessStreams implements StreamFactoryFactory {

    private final MongoBackend backend;
    private final ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private final RunningCommands running = new RunningCommands();

    public MongoClient connect(MongoClientSettings settings, MongoDriverInformation driver) {
        return new MongoClientImpl(Clusters.createCluster(settings, driver, this), settings, driver, () -> {});
    }

    @Override
    public StreamFactory create(SocketSettings sockets, SslSettings ssl) {
        return address -> new InProcessStream(address, running, this::accept);
    }

    /** The server's end of a connection. */
    private EmbeddedChannel accept() {
        return new EmbeddedChannel(
                new MongoWireReplyEncoder(),
                new MongoWireMessageEncoder(),
                new MongoWireProtocolHandler(),
                new MongoDatabaseHandler(backend, channels),
                new MongoExceptionHandler());
    }

    /** Waits for running commands; none runs after it. */
    @Override
    public void close() {
        running.end();
    }
}
