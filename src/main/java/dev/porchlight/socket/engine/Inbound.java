package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.protocol.EngineIOVersion;
import lombok.RequiredArgsConstructor;

/** What a client's packets do to its session, over whichever transport. Runs on the session's event loop only. */
@RequiredArgsConstructor
final class Inbound {

    private final Session session;
    private final Sessions sessions;
    private boolean connected;

    void receive(IncomingPacket packet) {
        switch (packet.kind()) {
            case PING -> session.write(PacketWriter.PONG);
            case PONG -> {}
            case CLOSE -> session.close(CloseReason.LEFT);
            case CONNECT -> receiveConnect(packet.namespace());
            case DISCONNECT -> {
                if (packet.isForDefaultNamespace()) {
                    session.close(CloseReason.LEFT);
                }
            }
            case EVENT, ACK -> receiveMessage(packet);
        }
    }

    private void receiveConnect(String namespace) {
        boolean isV4 = session.getEngineIOVersion() == EngineIOVersion.V4;
        if (!IncomingPacket.DEFAULT_NAMESPACE.equals(namespace)) {
            session.write(sessions.writer().unknownNamespace(namespace, session.getEngineIOVersion()));
        } else if (isV4 && connected) {
            session.refuse("a second CONNECT");
        } else if (isV4) {
            connect(sessions.writer().connectV4());
        }
    }

    void connect(byte[] greeting) {
        connected = true;
        session.write(greeting);
        sessions.connect(session);
    }

    void checkConnected() {
        if (!connected) {
            session.close(CloseReason.UNCONNECTED);
        }
    }

    private void receiveMessage(IncomingPacket packet) {
        if (!connected) {
            session.refuse("an event before CONNECT");
            return;
        }
        try {
            sessions.deliver(session, packet.text());
        } catch (Exception unreadable) {
            session.refuse(unreadable.getClass().getName());
        }
    }
}
