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
    public PollingTransport open(
            HttpExchange exchange, HandshakeData handshake, @Nullable LimitKey limitKey, @Nullable String requestId) {
        EventLoop eventLoop = exchange.channel().eventLoop();
        Session session = sessions.create(handshake, Transport.POLLING, limitKey, eventLoop);
        PollingTransport transport =
                new PollingTransport(session, eventLoop, sessions.settings(), sessions.pendingBytes());
        session.open(transport);
        transport.poll(exchange, requestId);
        return transport;
    }

    /**
     * Hands a batch of packets to its session, and responds when that has received them. One malformed packet rejects the
     * batch and ends the session.
     *
     * @param afterwards runs before the response, after which the client may post again or upgrade; on the event loop of the
     *     request
     */
    public void post(HttpExchange exchange, Session session, ByteBuf body, Runnable afterwards) {
        List<IncomingPacket> packets;
        try {
            packets = parse(body, session.getEngineIOVersion());
        } catch (ProtocolViolationException e) {
            afterwards.run();
            exchange.reject(HttpRejection.BAD_REQUEST);
            session.reject(e.getMessage());
            return;
        }
        EventLoop eventLoop = exchange.channel().eventLoop();
        session.receive(packets, () -> {
            if (eventLoop.inEventLoop()) {
                respondOk(exchange, afterwards);
            } else {
                eventLoop.execute(() -> respondOk(exchange, afterwards));
            }
        });
    }

    private List<IncomingPacket> parse(ByteBuf body, EngineIOVersion version) throws ProtocolViolationException {
        List<IncomingPacket> packets = new ArrayList<>();
        for (String packet : payloads.decode(body, version)) {
            packets.add(PacketParser.parse(packet, version));
        }
        return packets;
    }

    private static void respondOk(HttpExchange exchange, Runnable afterwards) {
        afterwards.run();
        exchange.respond(OK);
    }
}
