package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.AckMode;
import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.listener.ConnectListener;
import com.corundumstudio.socketio.listener.DataListener;
import com.corundumstudio.socketio.listener.DisconnectListener;
import com.corundumstudio.socketio.namespace.Namespace;
import com.corundumstudio.socketio.namespace.NamespacesHub;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import com.corundumstudio.socketio.protocol.JsonSupport;
import com.corundumstudio.socketio.store.MemoryStoreFactory;
import dev.porchlight.socket.engine.config.ClientAddresses;
import dev.porchlight.socket.engine.config.EngineMetrics;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.socket.engine.session.Session;
import dev.porchlight.socket.engine.session.SessionRegistry;
import dev.porchlight.socket.engine.tcp.AcceptFailureHandler;
import dev.porchlight.socket.engine.tcp.AcceptLimitHandler;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * A Socket.IO server: Engine.IO by this package, and above it the default namespace of netty-socketio. It does not extend
 * the library's server, whose constructor makes a timer that nothing can stop and that Netty's leak detector reports.
 */
@Slf4j
public final class EngineServer {

    private static final int ACCEPT_THREADS = 1;
    private static final int DEFAULT_THREADS = 0;
    private static final int ACCEPT_BACKLOG = 1024;
    private static final int STOP_SECONDS = 2;

    private static final int MIN_RECEIVE_BYTES = 64;
    private static final int INITIAL_RECEIVE_BYTES = 1024;
    private static final int MAX_RECEIVE_BYTES = 16 * 1024;

    private final EngineSettings settings;
    private final EngineMetrics metrics;
    private final Namespace namespace;
    private final SessionRegistry sessions;
    private final EnginePipeline pipeline;
    private BooleanSupplier mayStay = () -> true;
    private volatile @Nullable Channel listener;
    private volatile List<EventLoopGroup> eventLoops = List.of();

    /** Creates a server that is yet to be started. */
    public EngineServer(EngineSettings settings, JsonSupport json, ClientAddresses addresses, EngineMetrics metrics) {
        this.settings = settings;
        this.metrics = metrics;
        Configuration configuration = configuration(json);
        NamespacesHub namespaces = new NamespacesHub(configuration);
        namespace = namespaces.create(Namespace.DEFAULT_NAME);
        sessions = new SessionRegistry(settings, metrics, configuration, namespaces);
        pipeline = new EnginePipeline(sessions, addresses);
    }

    /** Listeners are called on I/O threads and must not block. */
    public void addConnectListener(ConnectListener connectListener) {
        namespace.addConnectListener(connectListener);
    }

    public void addDisconnectListener(DisconnectListener disconnectListener) {
        namespace.addDisconnectListener(disconnectListener);
    }

    public <T> void addEventListener(String event, Class<T> dataType, DataListener<T> dataListener) {
        namespace.addEventListener(event, dataType, dataListener);
    }

    /** To be called before the start. For each new connection, asks whether it may stay; must not block. */
    public void keepConnectionsIf(BooleanSupplier allowed) {
        mayStay = allowed;
    }

    /** Starts listening. Throws what Netty throws if the port cannot be bound; then {@link #stop} must be called. */
    public void start() {
        EventLoopGroup acceptors = eventLoopGroup(ACCEPT_THREADS);
        EventLoopGroup workers = eventLoopGroup(DEFAULT_THREADS);
        eventLoops = List.of(acceptors, workers);
        Channel bound = new ServerBootstrap()
                .group(acceptors, workers)
                .channel(NioServerSocketChannel.class)
                .handler(new AcceptLimitHandler(mayStay, metrics))
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                // By default the kernel buffers megabytes for a slow consumer, which hides whether it reads at all.
                .childOption(ChannelOption.SO_SNDBUF, settings.highWaterMark())
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(settings.lowWaterMark(), settings.highWaterMark()))
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(MIN_RECEIVE_BYTES, INITIAL_RECEIVE_BYTES, MAX_RECEIVE_BYTES))
                .childHandler(pipeline)
                .bind(listenAddress())
                .syncUninterruptibly()
                .channel();
        bound.pipeline().addLast(new AcceptFailureHandler(metrics));
        listener = bound;
        log.debug("Socket.IO server started on port {}", port());
    }

    private InetSocketAddress listenAddress() {
        return settings.address() == null
                ? new InetSocketAddress(settings.port())
                : new InetSocketAddress(settings.address(), settings.port());
    }

    private static EventLoopGroup eventLoopGroup(int threads) {
        return new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("nioEventLoopGroup", Thread.MAX_PRIORITY), NioIoHandler.newFactory());
    }

    /** New sessions are rejected from now on; existing ones are served as before. */
    public void rejectNewSessions() {
        sessions.rejectNew();
    }

    /** Closes every connection at once. Waits up to {@value #STOP_SECONDS} seconds for running tasks. */
    public void stop() {
        Channel channel = listener;
        if (channel != null) {
            // First, or connections would be accepted for event loops that have stopped.
            channel.close().syncUninterruptibly();
        }
        eventLoops.stream()
                .map(group -> group.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS))
                .toList()
                .forEach(Future::syncUninterruptibly);
        sessions.stop();
        log.debug("Socket.IO server stopped");
    }

    /** The port in use, which differs from the settings' if they ask for any free one. */
    public int port() {
        Channel channel = listener;
        if (channel == null || !(channel.localAddress() instanceof InetSocketAddress address)) {
            throw new IllegalStateException("The server is not listening");
        }
        return address.getPort();
    }

    /** The threads that serve connections, to see how soon they run what they are given. */
    public List<Executor> eventLoops() {
        List<Executor> all = new ArrayList<>();
        eventLoops.forEach(group -> group.forEach(all::add));
        return all;
    }

    /** The sessions that exist, also those not connected yet, and those that ended with packets left to poll for. */
    public int sessionCount() {
        return sessions.all().size();
    }

    /** How many of them use a transport and a version of the protocol. */
    public long sessionCount(Transport transport, EngineIOVersion version) {
        return sessions.all().stream()
                .filter(session ->
                        session.getCurrentTransport() == transport && session.getEngineIOVersion() == version)
                .count();
    }

    /** The pending write bytes of all sessions together. */
    public long pendingBytes() {
        return sessions.all().stream().mapToLong(Session::pendingBytes).sum();
    }

    /** Memory of the unfinished requests and messages of all connections together. */
    public long inboundBytes() {
        return pipeline.inboundBytes();
    }

    private static Configuration configuration(JsonSupport json) {
        Configuration configuration = new Configuration();
        configuration.setJsonSupport(json);
        configuration.setAckMode(AckMode.MANUAL);
        configuration.setExceptionListener(new ClosingExceptionListener());
        configuration.setStoreFactory(new MemoryStoreFactory());
        return configuration;
    }
}
