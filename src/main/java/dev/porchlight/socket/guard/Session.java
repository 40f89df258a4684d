package dev.porchlight.socket.guard;

import com.corundumstudio.socketio.HandshakeData;
import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.handler.ClientHead;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import com.corundumstudio.socketio.protocol.Packet;
import com.corundumstudio.socketio.protocol.PacketType;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
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
    private final List<ScheduledFuture<?>> timers = new ArrayList<>();
    private Outbound outbound;
    private boolean connected;
    private boolean ended;
    private volatile boolean closing;
    private long lastHeardNanos = System.nanoTime();

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
    }

    /** What it is counted as. */
    @Nullable
    Object group() {
        return group;
    }

    /** Greets the client. Protocol 3 is connected by that; protocol 4 has yet to ask. */
    void open(Outbound transport) {
        outbound = transport;
        outbound.write(sessions.writer().open(getSessionId()));
        timers.add(schedule(settings.pingInterval().plus(settings.pingTimeout()), this::checkHeard));
        if (getEngineIOVersion() == EngineIOVersion.V4) {
            long interval = settings.pingInterval().toMillis();
            timers.add(eventLoop.scheduleAtFixedRate(
                    () -> outbound.write(PacketWriter.PING), interval, interval, TimeUnit.MILLISECONDS));
            timers.add(schedule(settings.connectTimeout(), this::checkConnected));
        } else {
            connect(PacketWriter.CONNECT_V3);
        }
    }

    Outbound outbound() {
        return outbound;
    }

    void receive(List<IncomingPacket> packets) {
        onEventLoop(() -> packets.forEach(this::receive));
    }

    private void receive(IncomingPacket packet) {
        if (closing || ended) {
            return;
        }
        lastHeardNanos = System.nanoTime();
        switch (packet.kind()) {
            case PING -> outbound.write(PacketWriter.PONG);
            case PONG -> {}
            case CLOSE -> close();
            case CONNECT -> receiveConnect(packet.namespace());
            case DISCONNECT -> {
                if (packet.isForDefaultNamespace()) {
                    close();
                }
            }
            case EVENT, ACK -> receiveMessage(packet);
        }
    }

    private void receiveConnect(String namespace) {
        boolean isV4 = getEngineIOVersion() == EngineIOVersion.V4;
        if (!IncomingPacket.DEFAULT_NAMESPACE.equals(namespace)) {
            outbound.write(sessions.writer().unknownNamespace(namespace, getEngineIOVersion()));
        } else if (isV4 && connected) {
            refuse("a second CONNECT");
        } else if (isV4) {
            connect(sessions.writer().connectV4());
        }
    }

    private void connect(byte[] greeting) {
        connected = true;
        outbound.write(greeting);
        sessions.connect(this);
    }

    private void receiveMessage(IncomingPacket packet) {
        if (!connected) {
            refuse("an event before CONNECT");
            return;
        }
        try {
            sessions.deliver(this, packet.text());
        } catch (Exception unreadable) {
            refuse(unreadable.getClass().getName());
        }
    }

    /** Ends a session whose client does not keep to the protocol. */
    void refuse(String reason) {
        log.debug("Session ended: client sent {}", reason);
        close();
    }

    /** Ends the session; official clients come back. From now on the client is not heard, whatever is under way. */
    void close() {
        closing = true;
        onEventLoop(() -> {
            if (!ended) {
                boolean finished = outbound.close();
                end();
                if (finished) {
                    sessions.forget(this);
                } else {
                    schedule(settings.closeGrace(), () -> sessions.forget(this));
                }
            }
        });
    }

    /** Ends the session of a client whose connection has gone. */
    void lost() {
        onEventLoop(() -> {
            end();
            sessions.forget(this);
        });
    }

    private void end() {
        if (!ended) {
            ended = true;
            timers.forEach(timer -> timer.cancel(false));
            super.onChannelDisconnect();
        }
    }

    private void checkHeard() {
        Duration silence = settings.pingInterval().plus(settings.pingTimeout());
        long remaining = silence.toNanos() - (System.nanoTime() - lastHeardNanos);
        if (remaining <= 0) {
            close();
        } else {
            timers.set(0, schedule(Duration.ofNanos(remaining).plusMillis(1), this::checkHeard));
        }
    }

    private void checkConnected() {
        if (!connected) {
            refuse("no CONNECT in time");
        }
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
        outbound.write(sessions.writer().write(packet));
        if (packet.getSubType() == PacketType.DISCONNECT) {
            // The library only asks the client to leave, and one who does not care would stay and be heard.
            close();
        }
        return null;
    }

    @Override
    public void disconnect() {
        close();
    }

    @Override
    public void onChannelDisconnect() {
        close();
    }

    @Override
    public boolean isChannelOpen() {
        return isConnected();
    }

    @Override
    public boolean isWritable() {
        return outbound.isWritable();
    }

    @Override
    public void schedulePing() {
        // Heartbeats run on this session's own timers.
    }

    @Override
    public void schedulePingTimeout() {
        // Heartbeats run on this session's own timers.
    }
}
