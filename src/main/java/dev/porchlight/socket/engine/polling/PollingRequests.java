package dev.porchlight.socket.engine.polling;

import com.corundumstudio.socketio.HandshakeData;
import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import dev.porchlight.socket.engine.config.LimitKey;
import dev.porchlight.socket.engine.http.HttpExchange;
import dev.porchlight.socket.engine.http.HttpRejection;
import dev.porchlight.socket.engine.packet.IncomingPacket;
import dev.porchlight.socket.engine.packet.PacketParser;
import dev.porchlight.socket.engine.packet.PayloadCodec;
import dev.porchlight.socket.engine.packet.ProtocolViolationException;
import dev.porchlight.socket.engine.session.Session;
import dev.porchlight.socket.engine.session.SessionRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Serves the handshakes and POSTs of polling clients. */
public final class PollingRequests {

    private static final byte[] OK = {'o', 'k'};

    private final SessionRegistry sessions;
    private final PayloadCodec payloads;

    public PollingRequests(SessionRegistry sessions) {
        this.sessions = sessions;
        this.payloads = new PayloadCodec(
                sessions.settings().maxBatchPackets(), sessions.settings().maxMessageBytes());
    }

    /**
     * Opens a session, and responds with its handshake.
     *
     * @param limitKey what the session was counted as
     */
    public PollingTransport open(HttpExchange exchange, HandshakeData handshake, @Nullable LimitKey limitKey) {
        EventLoop eventLoop = exchange.channel().eventLoop();
        Session session = sessions.create(handshake, Transport.POLLING, limitKey, eventLoop);
        PollingTransport transport =
                new PollingTransport(session, eventLoop, sessions.settings(), sessions.pendingBytes());
        session.open(transport);
        transport.poll(exchange);
        return transport;
    }

    /** Hands a batch of packets to its session. One malformed packet rejects the batch and ends the session. */
    public void post(HttpExchange exchange, Session session, ByteBuf body) {
        EngineIOVersion version = session.getEngineIOVersion();
        try {
            List<IncomingPacket> packets = new ArrayList<>();
            for (String packet : payloads.decode(body, version)) {
                packets.add(PacketParser.parse(packet, version));
            }
            // Before the response, after which the client may post again or upgrade, on another event loop.
            session.receive(packets);
            exchange.respond(OK);
        } catch (ProtocolViolationException e) {
            exchange.reject(HttpRejection.BAD_REQUEST);
            session.reject(e.getMessage());
        }
    }
}
