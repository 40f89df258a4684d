package dev.porchlight.socket.engine.session;

import com.corundumstudio.socketio.HandshakeData;
import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.handler.ClientHead;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import com.corundumstudio.socketio.protocol.Packet;
import com.corundumstudio.socketio.protocol.PacketType;
import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.config.EngineMetrics;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.socket.engine.packet.IncomingPacket;
import dev.porchlight.socket.engine.packet.PacketWriter;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * An Engine.IO session. It replaces the library's, which queues without limit and may call disconnect listeners never or
 * twice. Packets are received, and the session ends, on one event loop, so that listeners are called exactly once.
 * Everything else is thread-safe and does not block.
 */
@Slf4j
public final class Session extends ClientHead implements PacketHandler.Context, PendingBytes.Client {

    private final Shared shared;
    private final EventLoop eventLoop;
    private final PacketHandler packets;
    private final Heartbeat heartbeat;
    private final Promise<Void> removed;
    private final AtomicBoolean upgrading = new AtomicBoolean();
    private volatile @Nullable SessionTransport transport;
    private @Nullable ScheduledFuture<?> connectDeadline;
    private boolean ended;
    private volatile boolean closing;

    /** What all sessions of a server share. */
    record Shared(
            EngineSettings settings,
            EngineMetrics metrics,
            NamespaceAdapter namespace,
            PacketWriter writer,
            PendingBytes totalPending) {}

    Session(
            Shared shared,
            HandshakeData handshake,
            Transport transport,
            EventLoop eventLoop,
            HeartbeatScheduler scheduler) {
        super(
                UUID.randomUUID(),
                shared.namespace().ackManager(),
                shared.namespace(),
                shared.namespace().configuration().getStoreFactory(),
                handshake,
                shared.namespace().emptyClientsBox(),
                transport,
                shared.namespace().scheduler(),
                shared.namespace().configuration(),
                handshake.getUrlParams());
        this.shared = shared;
        this.eventLoop = eventLoop;
        this.packets = new PacketHandler(this, shared.writer());
        this.heartbeat = new Heartbeat(
                eventLoop, scheduler, shared.settings(), this::ping, () -> close(CloseReason.HEARTBEAT_TIMEOUT));
        this.removed = eventLoop.newPromise();
    }

    /** Sends the handshake. A protocol 3 client is connected by that; a protocol 4 client has yet to send CONNECT. */
    public void open(SessionTransport opened) {
        transport = opened;
        write(shared.writer().open(getSessionId(), opened.type()));
        heartbeat.start();
        if (getEngineIOVersion() == EngineIOVersion.V4) {
            connectDeadline = schedule(shared.settings().connectTimeout(), packets::closeUnlessConnected);
        } else {
            packets.connect(PacketWriter.CONNECT_V3);
        }
    }

    /** Protocol 3 clients send the pings themselves. */
    private void ping() {
        if (getEngineIOVersion() == EngineIOVersion.V4) {
            write(PacketWriter.PING);
        }
    }

    /** @return {@code null} before the session is open */
    public @Nullable SessionTransport transport() {
        return transport;
    }

    private SessionTransport openTransport() {
        SessionTransport opened = transport;
        if (opened == null) {
            throw new IllegalStateException("The session is not open yet");
        }
        return opened;
    }

    /** @return whether an upgrade probe may start: one at a time, and none after one has succeeded */
    public boolean startUpgrade() {
        return !closing && upgrading.compareAndSet(false, true);
    }

    /** The session stays on its transport; another probe may follow. */
    public void abandonUpgrade() {
        upgrading.set(false);
    }

    /** Switches to a transport that has the pending packets. Called on the event loop of that transport. */
    public void completeUpgrade(SessionTransport next) {
        transport = next;
        onEventLoop(() -> {
            if (ended) {
                next.close(CloseReason.SERVER_DISCONNECT);
            }
        });
    }

    /** Completes, on the session's event loop, when the session has ended and holds no resources any more. */
    public Future<Void> removed() {
        return removed;
    }

    public void receive(List<IncomingPacket> received) {
        receive(received, () -> {});
    }

    /** @param afterwards runs on the session's event loop once all of them have been received, or dropped */
    public void receive(List<IncomingPacket> received, Runnable afterwards) {
        onEventLoop(() -> {
            try {
                received.forEach(this::receive);
            } finally {
                afterwards.run();
            }
        });
    }

    private void receive(IncomingPacket packet) {
        if (closing || ended) {
            return;
        }
        heartbeat.packetReceived();
        packets.receive(packet);
    }

    @Override
    public long pendingBytes() {
        SessionTransport opened = transport;
        return opened == null ? 0 : opened.pendingBytes();
    }

    @Override
    public void write(byte[] packet) {
        if (!openTransport().write(packet)) {
            disconnectSlowConsumer();
        }
        shared.totalPending().enforceLimit();
    }

    /** Also stops receiving, since the client would not get the replies. */
    @Override
    public void disconnectSlowConsumer() {
        closing = true;
        openTransport().disconnectSlowConsumer();
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    /** @param violation what the client sent, in words of ours: it is logged and counted */
    @Override
    public void reject(String violation) {
        reject(violation, CloseReason.PROTOCOL_VIOLATION);
    }

    /** As {@link #reject(String)}, with the reason that the client is told. */
    public void reject(String violation, CloseReason reason) {
        log.debug("Session ended: client sent {}", violation);
        shared.metrics().rejected(violation);
        close(reason);
    }

    /** Ends the session, and stops receiving at once. Official clients reconnect. */
    @Override
    public void close(CloseReason reason) {
        closing = true;
        onEventLoop(() -> {
            if (!ended) {
                boolean finished = openTransport().close(reason);
                end(reason);
                if (finished) {
                    remove();
                } else {
                    schedule(shared.settings().closeGrace(), this::remove);
                }
            }
        });
    }

    /** Ends the session because the connection of a transport was closed, unless it has been upgraded from it. */
    public void connectionClosed(SessionTransport closed, CloseReason reason) {
        onEventLoop(() -> {
            if (transport == closed) {
                end(reason);
                remove();
            }
        });
    }

    private void end(CloseReason reason) {
        if (!ended) {
            ended = true;
            shared.metrics().closed(reason);
            heartbeat.stop();
            if (connectDeadline != null) {
                connectDeadline.cancel(false);
            }
            super.onChannelDisconnect();
        }
    }

    private void remove() {
        openTransport().discardPending();
        removed.trySuccess(null);
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

    /** For {@link PacketHandler} only, as is {@link #dispatch}. */
    @Override
    public void connectToNamespace() {
        shared.namespace().connect(this);
    }

    @Override
    public void dispatch(String packet) throws IOException {
        shared.namespace().dispatch(this, packet);
    }

    @Override
    public @Nullable ChannelFuture send(Packet packet, Transport ignored) {
        write(shared.writer().write(packet));
        if (packet.getSubType() == PacketType.DISCONNECT) {
            // The library only asks the client to leave, and would go on receiving from one that does not.
            close(CloseReason.SERVER_DISCONNECT);
        }
        return null;
    }

    @Override
    public void disconnect() {
        close(CloseReason.SERVER_DISCONNECT);
    }

    @Override
    public void onChannelDisconnect() {
        close(CloseReason.SERVER_DISCONNECT);
    }

    @Override
    public Transport getCurrentTransport() {
        SessionTransport opened = transport;
        return opened == null ? super.getCurrentTransport() : opened.type();
    }

    @Override
    public boolean isChannelOpen() {
        return isConnected();
    }

    @Override
    public boolean isWritable() {
        return openTransport().isWritable();
    }

    /** {@link Heartbeat} replaces it. */
    @Override
    public void schedulePing() {}

    /** {@link Heartbeat} replaces it. */
    @Override
    public void schedulePingTimeout() {}
}
