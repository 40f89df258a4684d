package dev.porchlight.socket.engine.session;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.HandshakeData;
import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.namespace.NamespacesHub;
import dev.porchlight.socket.engine.config.EngineMetrics;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.socket.engine.config.LimitKey;
import dev.porchlight.socket.engine.packet.PacketWriter;
import dev.porchlight.socket.engine.tcp.ConnectionCounter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import lombok.AccessLevel;
import lombok.Getter;
import lombok.experimental.Accessors;
import org.jspecify.annotations.Nullable;

/** The sessions of a server, and what they share. Thread-safe. */
@Getter
@Accessors(fluent = true)
public final class SessionRegistry {

    private final EngineSettings settings;
    private final EngineMetrics metrics;

    /** Counts the sessions, from before they are created until they are removed. */
    private final ConnectionCounter counter;

    private final PendingBytes pendingBytes;

    private volatile boolean rejectingNew;

    @Getter(AccessLevel.NONE)
    private final NamespaceAdapter namespace;

    @Getter(AccessLevel.NONE)
    private final Session.Shared shared;

    @Getter(AccessLevel.NONE)
    private final Map<UUID, Session> sessions = new ConcurrentHashMap<>();

    @Getter(AccessLevel.NONE)
    private final Map<EventLoop, HeartbeatScheduler> heartbeats = new ConcurrentHashMap<>();

    public SessionRegistry(
            EngineSettings settings, EngineMetrics metrics, Configuration configuration, NamespacesHub namespaces) {
        this.settings = settings;
        this.metrics = metrics;
        this.counter = new ConnectionCounter(settings.maxConnections(), settings.maxConnectionsPerAddress());
        this.pendingBytes = new PendingBytes(settings.maxTotalPendingBytes(), sessions.values());
        this.namespace = new NamespaceAdapter(configuration, namespaces);
        PacketWriter writer = new PacketWriter(configuration.getJsonSupport(), settings);
        this.shared = new Session.Shared(settings, metrics, namespace, writer, pendingBytes);
    }

    /**
     * Creates a session, which is still to be opened.
     *
     * @param limitKey what it was counted as by {@link #counter}; it is released when the session is removed
     * @param eventLoop where it runs
     */
    public Session create(
            HandshakeData handshake, Transport transport, @Nullable LimitKey limitKey, EventLoop eventLoop) {
        HeartbeatScheduler heartbeat =
                heartbeats.computeIfAbsent(eventLoop, loop -> new HeartbeatScheduler(loop, settings.pingInterval()));
        Session session = new Session(shared, handshake, transport, eventLoop, heartbeat);
        sessions.put(session.getSessionId(), session);
        session.removed().addListener(removed -> {
            sessions.remove(session.getSessionId());
            counter.release(limitKey);
        });
        return session;
    }

    public @Nullable Session find(UUID sessionId) {
        return sessions.get(sessionId);
    }

    public void rejectNew() {
        rejectingNew = true;
    }

    /** A live view of the sessions in any state, also those that are not open yet or have ended. */
    public Collection<Session> all() {
        return sessions.values();
    }

    public void useForTimeouts(ChannelHandlerContext ctx) {
        namespace.useForTimeouts(ctx);
    }

    public void stop() {
        namespace.stop();
    }
}
