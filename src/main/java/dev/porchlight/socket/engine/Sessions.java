package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.DisconnectableHub;
import com.corundumstudio.socketio.HandshakeData;
import com.corundumstudio.socketio.ack.AckManager;
import com.corundumstudio.socketio.handler.ClientHead;
import com.corundumstudio.socketio.handler.ClientsBox;
import com.corundumstudio.socketio.handler.PacketListener;
import com.corundumstudio.socketio.namespace.Namespace;
import com.corundumstudio.socketio.namespace.NamespacesHub;
import com.corundumstudio.socketio.protocol.JsonSupport;
import com.corundumstudio.socketio.protocol.PacketDecoder;
import com.corundumstudio.socketio.scheduler.CancelableScheduler;
import com.corundumstudio.socketio.scheduler.HashedWheelTimeoutScheduler;
import com.corundumstudio.socketio.transport.NamespaceClient;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import lombok.AccessLevel;
import lombok.Getter;
import lombok.experimental.Accessors;
import org.jspecify.annotations.Nullable;

/** The sessions that exist, and the way from them to the library's namespace, where listeners are. */
@Getter(AccessLevel.PACKAGE)
@Accessors(fluent = true)
final class Sessions implements DisconnectableHub {

    private final GuardSettings settings;
    private final Configuration configuration;
    private final PacketWriter writer;
    private final GuardWatch watch;
    private final CancelableScheduler scheduler = new HashedWheelTimeoutScheduler();
    private final AckManager ackManager = new AckManager(scheduler);
    private final ClientsBox unusedBox = new ClientsBox();
    private final Counts counts;
    private final Backlog backlog;

    private volatile boolean refusingNew;

    @Getter(AccessLevel.NONE)
    private final Map<UUID, Session> sessions = new ConcurrentHashMap<>();

    @Getter(AccessLevel.NONE)
    private final Map<EventLoop, Pulse> pulses = new ConcurrentHashMap<>();

    @Getter(AccessLevel.NONE)
    private final Namespace namespace;

    @Getter(AccessLevel.NONE)
    private final PacketDecoder decoder;

    @Getter(AccessLevel.NONE)
    private final PacketListener listener;

    /**
     * Takes the JSON support as the application made it: the configuration's wraps it in one that logs whatever a client
     * sent that is not JSON.
     */
    Sessions(
            GuardSettings settings,
            JsonSupport json,
            GuardWatch watch,
            Configuration configuration,
            NamespacesHub namespaces) {
        this.settings = settings;
        this.counts = new Counts(settings.maxConnections(), settings.maxConnectionsPerAddress());
        this.backlog = new Backlog(settings.maxTotalBacklogBytes());
        this.configuration = configuration;
        this.watch = watch;
        this.writer = new PacketWriter(json, settings);
        this.namespace = namespaces.get(Namespace.DEFAULT_NAME);
        this.decoder = new PacketDecoder(json, ackManager);
        this.listener = new PacketListener(ackManager, namespaces, null, scheduler);
    }

    Session create(EngineRequest request, HandshakeData handshake, @Nullable Object group, EventLoop eventLoop) {
        Session session = new Session(this, request, handshake, group, eventLoop);
        sessions.put(session.getSessionId(), session);
        return session;
    }

    @Nullable
    Session find(UUID sessionId) {
        return sessions.get(sessionId);
    }

    Pulse pulse(EventLoop eventLoop) {
        return pulses.computeIfAbsent(eventLoop, loop -> new Pulse(loop, settings.pingInterval()));
    }

    void refuseNew() {
        refusingNew = true;
    }

    /** Those that exist, in whatever state. */
    Collection<Session> all() {
        return sessions.values();
    }

    void connect(Session session) {
        NamespaceClient client = session.addNamespaceClient(namespace);
        namespace.onConnect(client);
    }

    void deliver(Session session, String packet) throws IOException {
        byte[] text = packet.getBytes(StandardCharsets.UTF_8);
        listener.onPacket(
                decoder.decodePackets(Unpooled.wrappedBuffer(text), session),
                session.getChildClient(namespace),
                session.getCurrentTransport());
    }

    /** Called by the library when a session has left its last namespace. */
    @Override
    public void onDisconnect(ClientHead session) {
        ackManager.onDisconnect(session);
        configuration.getStoreFactory().onDisconnect(session);
    }

    /** @param group what it was counted as */
    void forget(Session session, @Nullable Object group) {
        if (sessions.remove(session.getSessionId()) != null) {
            counts.remove(group);
        }
    }

    void useForTimeouts(ChannelHandlerContext ctx) {
        scheduler.update(ctx);
    }

    void stop() {
        scheduler.shutdown();
    }
}
