package dev.porchlight.socket.engine.session;

import com.corundumstudio.socketio.protocol.EngineIOVersion;
import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.packet.IncomingPacket;
import dev.porchlight.socket.engine.packet.PacketWriter;
import java.io.IOException;
import lombok.RequiredArgsConstructor;

/** Handles the packets of one session, whichever transport they came over. Runs on the session's event loop only. */
@RequiredArgsConstructor
final class PacketHandler {

    private final Context session;
    private final PacketWriter writer;
    private boolean connected;

    /** The session, as far as its packets act on it. */
    interface Context {

        EngineIOVersion getEngineIOVersion();

        void write(byte[] packet);

        void close(CloseReason reason);

        /** Closes the session for a violation of the protocol. */
        void reject(String violation);

        /** Calls the connect listeners. */
        void connectToNamespace();

        /**
         * Calls the listeners of an event or an ack.
         *
         * @throws IOException if the packet is not valid JSON
         */
        void dispatch(String packet) throws IOException;
    }

    void receive(IncomingPacket packet) {
        switch (packet.kind()) {
            case PING -> session.write(PacketWriter.PONG);
            case PONG -> {}
            case CLOSE -> session.close(CloseReason.CLIENT_DISCONNECT);
            case CONNECT -> receiveConnect(packet.namespace());
            case DISCONNECT -> {
                if (packet.isForDefaultNamespace()) {
                    session.close(CloseReason.CLIENT_DISCONNECT);
                }
            }
            case EVENT, ACK -> receiveEventOrAck(packet);
        }
    }

    private void receiveConnect(String namespace) {
        boolean isV4 = session.getEngineIOVersion() == EngineIOVersion.V4;
        if (!IncomingPacket.DEFAULT_NAMESPACE.equals(namespace)) {
            session.write(writer.connectError(namespace, session.getEngineIOVersion()));
        } else if (isV4 && connected) {
            session.reject("a second CONNECT");
        } else if (isV4) {
            connect(writer.connectV4());
        }
    }

    /** @param reply the CONNECT packet that confirms it to the client */
    void connect(byte[] reply) {
        connected = true;
        session.write(reply);
        session.connectToNamespace();
    }

    void closeUnlessConnected() {
        if (!connected) {
            session.close(CloseReason.CONNECT_TIMEOUT);
        }
    }

    private void receiveEventOrAck(IncomingPacket packet) {
        if (!connected) {
            session.reject("an event before CONNECT");
            return;
        }
        try {
            session.dispatch(packet.text());
        } catch (Exception unreadable) {
            session.reject("an event that cannot be read");
        }
    }
}
