package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.AckMode;
import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.HttpRequestDecoderConfiguration;
import com.corundumstudio.socketio.SocketConfig;
import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import com.corundumstudio.socketio.protocol.JsonSupport;
import com.corundumstudio.socketio.store.MemoryStoreFactory;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A Socket.IO server that speaks to clients through the guard only. */
public final class GuardedServer extends SocketIOServer {

    private static final int STOP_SECONDS = 2;

    private final GuardedPipeline pipeline;
    private volatile @Nullable Channel listener;
    private volatile List<EventLoopGroup> eventLoops = List.of();

    private GuardedServer(Configuration configuration, GuardedPipeline pipeline) {
        super(configuration);
        this.pipeline = pipeline;
        setPipelineFactory(pipeline);
    }

    /** Makes a server that is configured but not yet started. */
    public static GuardedServer create(
            GuardSettings settings, JsonSupport json, ClientAddresses addresses, GuardWatch watch) {
        Configuration configuration = configuration(settings, json);
        return unwatched(() -> new GuardedServer(configuration, new GuardedPipeline(settings, json, addresses, watch)));
    }

    /**
     * The library's constructors make timers for a pipeline that is never used and cannot be stopped. Netty would report
     * them as leaked, so it is told to look away while they are made.
     */
    private static GuardedServer unwatched(Supplier<GuardedServer> constructor) {
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        try {
            return constructor.get();
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }

    @Override
    public Future<Void> startAsync() {
        Future<Void> bound = super.startAsync();
        // The library hides its listening channel, but the future it returns is that channel's.
        listener = ((ChannelFuture) bound).channel();
        return bound;
    }

    @Override
    protected void applyConnectionOptions(ServerBootstrap bootstrap) {
        super.applyConnectionOptions(bootstrap);
        eventLoops = List.of(bootstrap.config().group(), bootstrap.config().childGroup());
    }

    /** From now on nobody new is let in, while those who are in are served as before. */
    public void refuseNewSessions() {
        pipeline.refuseNewSessions();
    }

    /** Closes every connection. The library's own way waits two quiet seconds for each of its groups in turn. */
    @Override
    public void stop() {
        eventLoops.stream()
                .map(group -> group.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS))
                .toList()
                .forEach(Future::syncUninterruptibly);
        super.stop();
    }

    /** The port in use, which matters when the settings asked for any free one. */
    public int port() {
        Channel channel = listener;
        if (channel == null || !(channel.localAddress() instanceof InetSocketAddress address)) {
            throw new IllegalStateException("The server is not listening");
        }
        return address.getPort();
    }

    /** How many sessions exist, those that are not connected yet or have last words to fetch included. */
    public int sessionCount() {
        return pipeline.sessions().size();
    }

    /** How many of them use a transport in a version of the protocol. */
    public long sessionCount(Transport transport, EngineIOVersion version) {
        return pipeline.sessions().stream()
                .filter(session ->
                        session.getCurrentTransport() == transport && session.getEngineIOVersion() == version)
                .count();
    }

    /** What all clients together have been sent and not taken yet. */
    public long pendingBytes() {
        return pipeline.sessions().stream().mapToLong(Session::pendingBytes).sum();
    }

    private static Configuration configuration(GuardSettings settings, JsonSupport json) {
        Configuration configuration = new Configuration();
        if (settings.address() != null) {
            configuration.setHostname(settings.address().getHostAddress());
        }
        configuration.setPort(settings.port());
        configuration.setBossThreads(1);
        configuration.setSocketConfig(socketConfig(settings));
        configuration.setJsonSupport(json);
        configuration.setAckMode(AckMode.MANUAL);
        configuration.setExceptionListener(new ClosingExceptionListener());
        configuration.setStoreFactory(new MemoryStoreFactory());
        configuration.setRandomSession(true);
        configuration.setAddVersionHeader(false);
        configuration.setHttpCompression(false);
        configuration.setWebsocketCompression(false);
        configuration.setPingInterval((int) settings.pingInterval().toMillis());
        configuration.setPingTimeout((int) settings.pingTimeout().toMillis());
        configuration.setFirstDataTimeout((int) settings.requestTimeout().toMillis());
        configuration.setMaxFramePayloadLength(settings.maxMessageBytes());
        configuration.setMaxHttpContentLength(settings.maxBatchBytes());
        configuration.setHttpRequestDecoderConfiguration(
                new HttpRequestDecoderConfiguration(settings.maxUriBytes(), settings.maxHeaderBytes(), 8192));
        return configuration;
    }

    private static SocketConfig socketConfig(GuardSettings settings) {
        SocketConfig socketConfig = new SocketConfig();
        socketConfig.setReuseAddress(true);
        socketConfig.setTcpKeepAlive(true);
        // Left to itself the kernel takes megabytes for a slow client, and stays full for long while bytes do trickle
        // out.
        socketConfig.setTcpSendBufferSize(settings.highWaterMark());
        socketConfig.setWriteBufferWaterMarkLow(settings.lowWaterMark());
        socketConfig.setWriteBufferWaterMarkHigh(settings.highWaterMark());
        return socketConfig;
    }
}
