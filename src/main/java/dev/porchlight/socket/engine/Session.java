package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.HandshakeData;
import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.handler.ClientHead;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import com.corundumstudio.socketio.protocol.Packet;
import com.corundumstudio.socketio.protocol.PacketType;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * One client's Engine.IO session, in place of the library's, which queues without bound and ends in five different ways.
 * Everything that comes in, and the end, happens on one event loop, so that listeners hear of each exactly once.
 */
@Slf4j
final class Session extends ClientHead {

    private final Sessions sessions;
    private final EventLoop eventLoop;
    private final @Nullable Object group;
    private final GuardSettings settings;
    private final Inbound inbound;
    private final Heartbeat heartbeat;
    private final Promise<Void> forgotten;
    private final AtomicBoolean upgrading = new AtomicBoolean();

    @SuppressWarnings("NullAway.Init") // open sets it before anything uses the session.
    private volatile Outbound outbound;

    private @Nullable ScheduledFuture<?> connectDeadline;
    private boolean ended;
    private volatile boolean closing;

    Session(
            Sessions sessions,
            EngineRequest request,
            HandshakeData handshake,
            @Nullable Object group,
            EventLoop eventLoop) {
        super(
                UUID.randomUUID(),
                sessions.ackManager(),
                sessions,
                sessions.configuration().getStoreFactory(),
                handshake,
                sessions.unusedBox(),
                request.transport(),
                sessions.scheduler(),
                sessions.configuration(),
                request.parameters());
        this.sessions = sessions;
        this.settings = sessions.settings();
        this.eventLoop = eventLoop;
        this.group = group;
        this.inbound = new Inbound(this, sessions);
        this.heartbeat = new Heartbeat(
                eventLoop, sessions.pulse(eventLoop), settings, this::ping, () -> close(CloseReason.SILENT));
        this.forgotten = eventLoop.newPromise();
    }

    /** Greets the client. Protocol 3 is connected by that; protocol 4 has yet to ask. */
    void open(Outbound transport) {
        outbound = transport;
        write(sessions.writer().open(getSessionId(), getCurrentTransport()));
        heartbeat.start();
        if (getEngineIOVersion() == EngineIOVersion.V4) {
            connectDeadline = schedule(settings.connectTimeout(), inbound::checkConnected);
        } else {
            inbound.connect(PacketWriter.CONNECT_V3);
        }
    }

    /** Clients of protocol 3 ask by themselves. */
    private void ping() {
        if (getEngineIOVersion() == EngineIOVersion.V4) {
            write(PacketWriter.PING);
        }
    }

    /** @return where its client polls; {@code null} if it uses a WebSocket */
    @Nullable
    PollingOutbound polling() {
        return outbound instanceof PollingOutbound polling ? polling : null;
    }

    /** @return whether a client that polls may now try to move over, which one at a time may and only once succeeds */
    boolean startUpgrade() {
        return !closing && upgrading.compareAndSet(false, true);
    }

    /** Stays where it is. Another attempt may succeed. */
    void abandonUpgrade() {
        upgrading.set(false);
    }

    /** Moves over. To be called on the event loop of the new transport, see {@link PollingOutbound#handOver}. */
    void upgrade(PollingOutbound from, WebSocketOutbound to) {
        from.handOver(to);
        outbound = to;
        onEventLoop(() -> {
            if (ended) {
                to.close(CloseReason.ENDED);
            }
        });
    }

    /** Completes when nothing is left of this session. */
    Future<Void> forgotten() {
        return forgotten;
    }

    void receive(List<IncomingPacket> packets) {
        onEventLoop(() -> packets.forEach(this::receive));
    }

    private void receive(IncomingPacket packet) {
        if (closing || ended) {
            return;
        }
        heartbeat.heard();
        inbound.receive(packet);
    }

    long pendingBytes() {
        Outbound transport = outbound;
        // Others find it before it is open.
        return transport == null ? 0 : transport.pendingBytes();
    }

    byte[] encode(String event, Object data) {
        return sessions.writer().event(event, data);
    }

    void write(byte[] packet) {
        if (!outbound.write(packet)) {
            cutOff();
        }
        sessions.backlog().relieve(sessions.all());
    }

    /**
     * Ends a session that is too far behind, with what its client has not taken. From now on the client is not heard, as
     * it would not hear the replies.
     */
    void cutOff() {
        closing = true;
        outbound.cutOff();
    }

    boolean isClosing() {
        return closing;
    }

    /** Ends a session whose client does not keep to the protocol. */
    void refuse(String what) {
        log.debug("Session ended: client sent {}", what);
        sessions.watch().refused(what);
        close(CloseReason.VIOLATION);
    }

    /** Ends the session; official clients come back. From now on the client is not heard, whatever is under way. */
    void close(CloseReason reason) {
        closing = true;
        onEventLoop(() -> {
            if (!ended) {
                boolean finished = outbound.close(reason);
                end(reason);
                if (finished) {
                    forget();
                } else {
                    schedule(settings.closeGrace(), this::forget);
                }
            }
        });
    }

    /** Ends the session of a client whose connection has gone, unless it has moved over to another. */
    void lost(Outbound transport, CloseReason reason) {
        onEventLoop(() -> {
            if (outbound == transport) {
                end(reason);
                forget();
            }
        });
    }

    private void end(CloseReason reason) {
        if (!ended) {
            ended = true;
            sessions.watch().closed(reason);
            heartbeat.stop();
            if (connectDeadline != null) {
                connectDeadline.cancel(false);
            }
            super.onChannelDisconnect();
        }
    }

    private void forget() {
        outbound.drop();
        sessions.forget(this, group);
        forgotten.trySuccess(null);
    }

    private ScheduledFuture<?> schedule(Duration delay, Runnable task) {
        return eventLoop.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void onEventLoop(Runnable task) {
        if (eventLoop.inEventLoop()) {
            task.run();
        } else {
            eventLoop.execute(task);
        }
    }

    @Override
    public @Nullable ChannelFuture send(Packet packet, Transport transport) {
        write(sessions.writer().write(packet));
        if (packet.getSubType() == PacketType.DISCONNECT) {
            // The library only asks the client to leave, and one who does not care would stay and be heard.
            close(CloseReason.ENDED);
        }
        return null;
    }

    @Override
    public void disconnect() {
        close(CloseReason.ENDED);
    }

    @Override
    public void onChannelDisconnect() {
        close(CloseReason.ENDED);
    }

    @Override
    public Transport getCurrentTransport() {
        return polling() == null ? Transport.WEBSOCKET : Transport.POLLING;
    }

    @Override
    public boolean isChannelOpen() {
        return isConnected();
    }

    @Override
    public boolean isWritable() {
        return outbound.isWritable();
    }

    /** Heartbeats are {@link Pulse}'s. */
    @Override
    public void schedulePing() {}

    /** Likewise. */
    @Override
    public void schedulePingTimeout() {}
}
